"""How true drawn examples are to their classes: the tables that were made, and their rows."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from arms.catalog import ARMS
from foundation.files import write_atomically
from plan.graph import Task
from plan.run import Run

QualityTable = dict[str | None, dict[str, float]]
"""Class name (None: all classes) -> metric -> value; what is not defined is left out."""

_OVERALL = ""  # as a class name in the file: no class is called that


def finished_quality(run: Run) -> dict[str, QualityTable]:
    """The tables of all arms that were judged, now or earlier."""
    alone = [name for name, arm in ARMS.items() if arm.drawn and len(arm.ingredients) == 1]
    tasks = [run.plan.quality(name) for name in alone]
    return {task.subject: load_table(table_path(task)) for task in tasks if task.is_done()}


def quality_rows(run: Run, tables: dict[str, QualityTable]) -> list[dict[str, Any]]:
    """The rows of metrics.jsonl on the drawn images."""
    return [
        {
            "dataset": run.data.name,
            "arm": arm,
            "seed": run.config.seed,
            "repeat": 0,
            "samples_per_class": run.samples_per_class,
            "split": "synthetic",
            "metric": metric,
            "class_name": class_name,
            "value": value,
        }
        for arm, table in tables.items()
        for class_name, values in table.items()
        for metric, value in values.items()
    ]


def table_path(task: Task) -> Path:
    """Where the table of an arm is."""
    return task.unit.directory / f"{task.subject}.csv"


def save_table(path: Path, table: QualityTable) -> None:
    """Write a table as CSV."""
    rows = [
        (name or _OVERALL, metric, value)
        for name, values in table.items()
        for metric, value in values.items()
    ]
    columns = ["class_name", "metric", "value"]
    write_atomically(path, pd.DataFrame(rows, columns=columns).to_csv(index=False))


def load_table(path: Path) -> QualityTable:
    """Read a table that `save_table` has written."""
    # Read by hand: the values are the very numbers that were written, and "NA" may be a class.
    table: QualityTable = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = table.setdefault(row["class_name"] or None, {})
            values[row["metric"]] = float(row["value"])
    return table
