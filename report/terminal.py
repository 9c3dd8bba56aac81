"""The table of arms for the terminal."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from arms.catalog import REFERENCE_ARM
from report.arm_result import ArmResult
from report.numbers import NOTHING, number, percent, percent_interval, points, points_interval


def arms_table(results: Sequence[ArmResult], examples: str) -> Table:
    """Return the table of arms for the terminal.

    Args:
        results: In the order of the table.
        examples: What several are called (`Kind.nouns`).
    """
    panel = next((result.trainings for result in results if result.panel), "")
    mean_of = f", mean of {panel}" if panel else ""
    table = Table(
        title=f"Accuracy on the real test {examples}{mean_of}, of these trained models",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    # The names of the usual arms stay in one line on a terminal of 80 columns.
    table.add_column("Arm", overflow="fold", min_width=9)
    repeats = max((len(result.accuracies) for result in results), default=0)
    means = ("Mean", f"Range of {repeats}") if repeats else ("Accuracy",)
    # What learns from all its examples at once has no updates, in any arm.
    updates = () if panel else ("Updates",)
    headings = (*means, "95 % interval", "Against original", *updates, examples.capitalize())
    for heading in headings:
        table.add_column(heading, justify="right")
    table.add_column("Status", overflow="fold", min_width=10)
    for result in results:
        cells = _cells(result, with_range=repeats > 0, with_updates=not panel)
        table.add_row(*map(Text, cells))
    return table


def _cells(result: ArmResult, *, with_range: bool, with_updates: bool) -> list[str]:
    difference = points(result.difference)
    if result.difference_interval is not None:
        difference += f" ({points_interval(result.difference_interval)})"
    status = f"{result.status}: {result.detail}" if result.detail else result.status
    if result.is_rising:
        status += ", still rising"
    return [
        result.arm,
        percent(result.accuracy),
        *([percent_interval(result.accuracy_range)] if with_range else []),
        percent_interval(result.interval),
        NOTHING if result.arm == REFERENCE_ARM else difference,
        *([number(result.updates)] if with_updates else []),
        number(result.training_images),
        status,
    ]
