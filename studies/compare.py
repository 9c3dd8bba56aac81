"""`compare RUN RUN... --output DIR`: one page and one table over several finished runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from rich.console import Console

from arms.catalog import ARMS, REFERENCE_ARM
from experiment.parsing import parse_words
from foundation.errors import UserError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from plots.run_accuracy import plot_run_accuracy
from plots.style import figure_to_png
from report.rendering import render
from report.section import as_csv
from studies.likeness import SameTest, grouped
from studies.told_run import FIGURES, ToldRun, read_told_run

_PAGE, _TABLE = "compare.html", "compare.csv"
_COLUMNS = (
    *("group", "settings", "run", "dataset", "data_checksum", "test_rows", "test_examples"),
    *("preset", "seed", "split_seed", "subset_seed", "samples_per_class", "networks", "loss"),
    *("arm", *FIGURES, "curve", "classifier_updates", "classifier_epochs", "classifier_batch_size"),
    "differs",
)


@dataclass(frozen=True, kw_only=True)
class CompareArguments:
    """Lay finished runs side by side: a row per run and arm, grouped by what they were tested on.

    Runs of equal settings and different seeds are summed up as mean and range. Where settings
    differ, the page says which. Verdicts are given by a study alone.
    """

    runs: tyro.conf.Positional[tuple[Path, ...]]
    """Directories of the runs, such as runs/mnist/standard-seed0 runs/mnist/standard-seed1."""
    output: Path = Path("runs/compare")
    """Where compare.html and compare.csv go; earlier ones are replaced."""


def run_compare(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `compare`.
        console: Where the last lines go.

    Returns:
        Exit code 0.

    Raises:
        UserError: A directory that is no finished run, or a place that cannot be written.
    """
    arguments = parse_words(CompareArguments, words, prog="run_experiment.py compare")
    _check_runs(arguments.runs)
    groups = grouped([read_told_run(root) for root in arguments.runs])
    page, table = arguments.output / _PAGE, arguments.output / _TABLE
    write_atomically(table, as_csv(_rows(groups), _COLUMNS))
    write_atomically(page, _page(groups))
    display = ProgressDisplay(console)
    if len(groups) > 1:
        display.say(
            f"The runs were tested on {len(groups)} different sets of examples; each stands apart."
        )
    display.say(f"Comparison: {page}")
    return 0


def _check_runs(runs: Sequence[Path]) -> None:
    """Refuse what gives no comparison."""
    if len(runs) < 2:
        raise UserError(f"compare: expected at least two runs, found {len(runs)}.")
    places = [run.resolve() for run in runs]
    twice = [str(run) for run, place in zip(runs, places) if places.count(place) > 1]
    if twice:
        raise UserError(f"compare: expected each run once, found {' '.join(twice)}.")


def _page(groups: Sequence[SameTest]) -> str:
    pictures = [_draw(group) for group in groups]
    return str(
        render(
            "many/compare",
            groups=list(zip(groups, pictures)),
            reference=REFERENCE_ARM,
            count=sum(len(group.runs) for group in groups),
        )
    )


def _draw(group: SameTest) -> bytes:
    points: dict[str, list[tuple[str, tuple[float, float, float]]]] = {}
    order = [*ARMS, *(arm for run in group.runs for arm in run.arms)]
    for arm in dict.fromkeys(order):
        for settings in group.settings:
            for run in settings.runs:
                if arm in run.arms:
                    point = (f"Settings {settings.letter}", _ends(run.arms[arm]))
                    points.setdefault(arm, []).append(point)
    title = f"{group.title}: {group.test_examples:,} real test examples"
    styles = {name: arm.style for name, arm in ARMS.items()}
    return figure_to_png(plot_run_accuracy(points, title, styles=styles))


def _ends(figures: dict[str, float]) -> tuple[float, float, float]:
    accuracy = figures["accuracy"]
    low, high = figures.get("accuracy_low", accuracy), figures.get("accuracy_high", accuracy)
    return accuracy, low, high


def _rows(groups: Sequence[SameTest]) -> list[dict[str, Any]]:
    return [
        _row(run, arm) | {"group": number, "settings": settings.letter, "differs": differs}
        for number, group in enumerate(groups, start=1)
        for settings in group.settings
        for differs in ["; ".join(settings.differs)]
        for run in settings.runs
        for arm in run.arms
    ]


def _row(run: ToldRun, arm: str) -> dict[str, Any]:
    config = run.config
    gan, classifier = config.get("gan", {}), config.get("classifier", {})
    return {
        "run": run.name,
        "dataset": run.data["dataset"],
        "data_checksum": run.data["checksum"],
        "test_rows": run.test_rows,
        "test_examples": run.test_examples,
        **{name: config.get(name) for name in ("preset", "seed", "split_seed")},
        "subset_seed": run.subset_seed,
        "samples_per_class": config.get("samples_per_class") or "all",
        "networks": gan.get("networks"),
        "loss": gan.get("loss"),
        "arm": arm,
        **{name: run.arms[arm].get(name) for name in FIGURES},
        "curve": run.curves.get(arm),
        **{f"classifier_{n}": classifier.get(n) for n in ("updates", "epochs", "batch_size")},
    }
