"""Rows as files in the form of the table that they come from."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.tables.schema import Column, Schema
from datasets.tables.stored import column_texts
from foundation.files import atomic_path

# Larger whole numbers have no place in 64 bits.
_MOST_WHOLE = 2.0**62


def write_csv(schema: Schema, rows: npt.NDArray[np.float64], class_name: str, path: Path) -> None:
    """Write rows of one class as the file has them: its columns in order, types, decimals, gaps.

    Columns of one value are written back, others that were left out are not.

    Args:
        schema: Of the rows.
        rows: float64 `[n, columns]`.
        class_name: What the target's column says.
        path: Of the file.

    Raises:
        UserError: The place cannot be written.
    """
    texts = row_texts(schema, rows, class_name)
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file, delimiter=schema.delimiter, lineterminator="\n")
        writer.writerow(texts)
        writer.writerows(zip(*texts.values(), strict=True))


def row_texts(
    schema: Schema, rows: npt.NDArray[np.float64], class_name: str
) -> dict[str, npt.NDArray[np.object_]]:
    """Column -> the texts of its values, `[n]`, as the file has them; else as for `write_csv`."""
    columns = {
        name: column_texts(column, rows[:, schema.places[name]])
        for name, column in _columns(schema).items()
    }
    constants = _constants(schema) | {schema.target: class_name}
    return {
        name: columns.get(name, np.full(len(rows), constants.get(name, ""), dtype=object))
        for name in written_names(schema)
    }


def write_parquet(
    schema: Schema, rows_of: Mapping[str, npt.NDArray[np.float64]], path: Path
) -> None:
    """Write rows of all classes as one Parquet file, values with their types.

    Args:
        schema: Of the rows.
        rows_of: Class -> float64 `[n, columns]`; at least one.
        path: Of the file.

    Raises:
        UserError: The place cannot be written.
    """
    rows = np.concatenate(list(rows_of.values()))
    labels = np.repeat(list(rows_of), [len(part) for part in rows_of.values()])
    columns, constants = _columns(schema), _constants(schema)
    values: dict[str, Any] = {}
    for name in written_names(schema):
        if name == schema.target:
            values[name] = pd.array(labels, dtype="str")
        elif name in columns:
            values[name] = _typed(columns[name], rows[:, schema.places[name]])
        else:
            values[name] = pd.array([constants[name]] * len(rows), dtype="str")
    with atomic_path(path) as temporary:
        pd.DataFrame(values).to_parquet(temporary, index=False)


def written_names(schema: Schema) -> list[str]:
    """The columns of a written file, in order."""
    written = {schema.target, *schema.places, *_constants(schema)}
    return [name for name in schema.order if name in written]


def _columns(schema: Schema) -> dict[str, Column]:
    return {column.name: column for column in schema.columns}


def _constants(schema: Schema) -> dict[str, str]:
    return {entry.name: entry.constant for entry in schema.left_out if entry.constant is not None}


def _typed(column: Column, values: npt.NDArray[np.float64]) -> Any:
    """A column with the type that its values have."""
    if column.type == "date":
        return pd.Timestamp("1970-01-01") + pd.to_timedelta(np.round(values * 86_400), unit="s")
    if column.type == "integer" and not (np.abs(values) > _MOST_WHOLE).any():
        return pd.Series(values).astype("Int64")
    if column.is_number:
        return values
    texts = column_texts(column, values)
    gaps = np.isnan(values) | (column.is_presence & (values == 0))
    texts[gaps] = None
    return pd.array(texts, dtype="str")
