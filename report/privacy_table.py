"""Whether drawn examples may be shared: the tables that were made, and their rows."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from arms.catalog import ARMS
from foundation.files import write_atomically
from metrics.copying.catalog import COPY_CHECKS
from metrics.estimate import Estimate
from metrics.measuring import Measured
from metrics.privacy import DRAWN, FRESH, Figure
from plan.graph import Task
from plan.run import Run
from report.metrics_file import metrics_row

_OVERALL = ""  # as a class name in the file: no class is called that
_COLUMNS = ("class_name", "figure", "subject", "value", "low", "high", "count")


class PrivacyTable:
    """The figures of one arm."""

    def __init__(self, figures: list[Figure]) -> None:
        self.figures = figures
        self._by_key = {(each.class_name, each.name, each.subject): each for each in figures}

    def get(self, name: str, subject: str = DRAWN, class_name: str | None = None) -> Estimate:
        """A figure; of a class, or (None) of all together.

        Raises:
            KeyError: It was not measured.
        """
        return self._by_key[class_name, name, subject].estimate

    def measured(self, class_name: str | None) -> dict[str, Measured]:
        """The copy checks of a class in the form that symptoms are told from."""
        return {
            name: Measured(
                value=self.get(name, DRAWN, class_name).value,
                interval=_ends(self.get(name, DRAWN, class_name)),
                held_out=self.get(name, FRESH, class_name).value,
                floors=_ends(self.get(name, FRESH, class_name)),
                examples=self.get(name, DRAWN, class_name).count,
            )
            for name in COPY_CHECKS
        }

    def was_asked(self, name: str, subject: str = DRAWN, class_name: str | None = None) -> bool:
        """Whether a figure was to be measured, be it that there were too few examples."""
        return (class_name, name, subject) in self._by_key

    def has(self, name: str, subject: str = DRAWN, class_name: str | None = None) -> bool:
        """Whether a figure was measured and had examples enough."""
        found = self._by_key.get((class_name, name, subject))
        return found is not None and found.estimate.is_known


def _ends(estimate: Estimate) -> tuple[float, float] | None:
    return (estimate.low, estimate.high) if estimate.is_known else None


def finished_privacy(run: Run) -> dict[str, PrivacyTable]:
    """The tables of all arms that were measured, now or earlier."""
    alone = [name for name, arm in ARMS.items() if arm.is_judged]
    tasks = [run.plan.privacy(name) for name in alone]
    return {task.subject: load_table(table_path(task)) for task in tasks if task.is_done()}


def privacy_rows(run: Run, tables: dict[str, PrivacyTable]) -> list[dict[str, Any]]:
    """The rows of metrics.jsonl: each figure with its interval, and its floor where there is one.

    What had too few examples has no row.
    """
    return [
        metrics_row(run, arm, 0, "synthetic", f"privacy_{metric}", figure.class_name, value)
        for arm, table in tables.items()
        for figure in table.figures
        if figure.subject == DRAWN and figure.estimate.is_known
        for metric, value in _values(table, figure)
    ]


def _values(table: PrivacyTable, figure: Figure) -> Iterator[tuple[str, float]]:
    yield figure.name, figure.estimate.value
    yield f"{figure.name}_low", figure.estimate.low
    yield f"{figure.name}_high", figure.estimate.high
    if table.has(figure.name, FRESH, figure.class_name):
        yield f"{figure.name}_floor", table.get(figure.name, FRESH, figure.class_name).value


def table_path(task: Task) -> Path:
    """Where the table of an arm is."""
    return task.unit.directory / f"{task.subject}.csv"


def pairs_path(task: Task) -> Path:
    """Where the closest pairs of an arm are."""
    return task.unit.directory / f"{task.subject}_pairs.npz"


def rows_path(task: Task) -> Path:
    """Where it is kept which real examples had which role."""
    return task.unit.directory / f"{task.subject}_rows.npz"


def save_table(path: Path, figures: list[Figure]) -> None:
    """Write figures as CSV."""
    rows = [
        (each.class_name or _OVERALL, each.name, each.subject, *_numbers(each.estimate))
        for each in figures
    ]
    write_atomically(path, pd.DataFrame(rows, columns=list(_COLUMNS)).to_csv(index=False))


def _numbers(estimate: Estimate) -> tuple[float, float, float, int]:
    return estimate.value, estimate.low, estimate.high, estimate.count


def load_table(path: Path) -> PrivacyTable:
    """Read a table that `save_table` has written."""
    # Read by hand: the values are the very numbers that were written, and "NA" may be a class.
    with path.open(newline="", encoding="utf-8") as file:
        return PrivacyTable([_figure(row) for row in csv.DictReader(file)])


def _figure(row: dict[str, str]) -> Figure:
    # Nothing stands where nothing was computed.
    value, low, high = (float(row[name] or "nan") for name in ("value", "low", "high"))
    return Figure(
        class_name=row["class_name"] or None,
        name=row["figure"],
        subject=row["subject"],
        estimate=Estimate(value=value, low=low, high=high, count=int(row["count"])),
    )
