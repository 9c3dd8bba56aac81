"""What a benchmark leaves: a table on the terminal, the same as CSV, and a JSON with all facts."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.table import Table

from foundation.checks import plain
from foundation.environment import describe_environment
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay


def say_table(display: ProgressDisplay, table: pd.DataFrame, title: str) -> None:
    """Print a table; missing values are shown as a dash."""
    shown = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for name in table.columns:
        words = table[name].dtype == object or pd.api.types.is_string_dtype(table[name])
        shown.add_column(str(name), justify="left" if words else "right")
    for row in table.itertuples(index=False):
        shown.add_row(*("-" if pd.isna(value) else _text(value) for value in row))
    display.console.print(shown, markup=False, highlight=False)


def _text(value: Any) -> str:
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    # Four digits are more than any of these measurements holds.
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def write_results(
    directory: Path, name: str, arguments: Any, rows: pd.DataFrame, summary: pd.DataFrame
) -> list[Path]:
    """Write `<name>.csv`, every measurement, and `<name>.json` with settings and environment.

    Args:
        directory: Where to; made where it is missing.
        name: Of the benchmark.
        arguments: The dataclass of its command line.
        rows: All measurements.
        summary: What was printed.

    Returns:
        The two files.

    Raises:
        UserError: They cannot be written.
    """
    content = {
        "benchmark": name,
        "settings": _plain_settings(arguments),
        "environment": describe_environment(),
        "summary": _records(summary),
        "measurements": _records(rows),
    }
    files = {
        f"{name}.csv": rows.to_csv(index=False, float_format="%.6g"),
        f"{name}.json": json.dumps(content, indent=1, ensure_ascii=False) + "\n",
    }
    for file, text in files.items():
        write_atomically(directory / file, text)
    return [directory / file for file in files]


def _plain_settings(arguments: Any) -> dict[str, Any]:
    fields = plain(dataclasses.asdict(arguments))
    return {key: str(value) if isinstance(value, Path) else value for key, value in fields.items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    # By way of pandas' own JSON: it knows what NumPy's numbers and missing values become.
    return json.loads(table.to_json(orient="records", double_precision=10))
