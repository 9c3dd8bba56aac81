"""How good drawn examples are: the tables that were made, and their rows."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from arms.catalog import ARMS
from foundation.files import write_atomically
from metrics.measuring import Measured
from plan.graph import Task
from plan.run import Run
from report.metrics_file import metrics_row

QualityTable = dict[str | None, dict[str, Measured]]
"""Class name (None: all classes together) -> metric -> what was measured."""

_OVERALL = ""  # as a class name in the file: no class is called that
_COLUMNS = (
    *("class_name", "metric", "value", "low", "high", "held_out", "floor_low", "floor_high"),
    *("examples", "floor_examples", "class_index"),
)


def finished_quality(run: Run) -> dict[str, QualityTable]:
    """The tables of all arms that were judged, now or earlier."""
    alone = [name for name, arm in ARMS.items() if arm.is_judged]
    tasks = [run.plan.quality(name) for name in alone]
    return {task.subject: load_table(table_path(task)) for task in tasks if task.is_done()}


def quality_rows(run: Run, tables: dict[str, QualityTable]) -> list[dict[str, Any]]:
    """The rows of metrics.jsonl on the drawn images; what is not defined is left out."""
    return [
        metrics_row(run, arm, 0, "synthetic", metric, class_name, value)
        for arm, table in tables.items()
        for class_name, figures in table.items()
        for metric, value in _values(figures)
        if value == value
    ]


def _values(figures: dict[str, Measured]) -> Iterator[tuple[str, float]]:
    """Names and values of the rows of one class."""
    nan = (float("nan"),) * 2
    for metric, found in figures.items():
        yield metric, found.value
        if found.value == found.value:
            low, high = found.interval or nan
            floor_low, floor_high = found.floors or nan
            yield f"{metric}_low", low
            yield f"{metric}_high", high
            yield f"{metric}_held_out", found.held_out
            yield f"{metric}_floor_low", floor_low
            yield f"{metric}_floor_high", floor_high
    for found in list(figures.values())[:1]:  # the same for all metrics of a class
        yield "quality_examples", found.examples
        yield "quality_floor_examples", found.floor_examples


def table_path(task: Task) -> Path:
    """Where the table of an arm is."""
    return task.unit.directory / f"{task.subject}.csv"


def save_table(path: Path, table: QualityTable) -> None:
    """Write a table as CSV; what is not defined is an empty cell."""
    rows = [
        (
            *(name or _OVERALL, metric, found.value),
            *(found.interval or (None, None)),
            found.held_out,
            *(found.floors or (None, None)),
            *(found.examples, found.floor_examples, found.class_index),
        )
        for name, figures in table.items()
        for metric, found in figures.items()
    ]
    write_atomically(path, pd.DataFrame(rows, columns=list(_COLUMNS)).to_csv(index=False))


def load_table(path: Path) -> QualityTable:
    """Read a table that `save_table` has written."""
    # Read by hand: the values are the very numbers that were written, and "NA" may be a class.
    table: QualityTable = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            figures = table.setdefault(row["class_name"] or None, {})
            figures[row["metric"]] = Measured(
                value=_number(row["value"]),
                interval=_bounds(row["low"], row["high"]),
                held_out=_number(row["held_out"]),
                floors=_bounds(row["floor_low"], row["floor_high"]),
                examples=int(row["examples"]),
                floor_examples=int(row["floor_examples"]),
                class_index=int(row["class_index"]),
            )
    return table


def _number(cell: str) -> float:
    return float(cell) if cell else float("nan")


def _bounds(low: str, high: str) -> tuple[float, float] | None:
    return (float(low), float(high)) if low and high else None
