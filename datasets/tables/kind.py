"""Rows of a table as a kind of data: stored as float64 [n, columns], by the schema of the table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from datasets.kinds import Kind as AnyKind
from datasets.kinds import describe, refuse_form_of_images
from datasets.tables.conditions import read_conditions
from datasets.tables.encoding import TableEncoding, fit_encoding
from datasets.tables.schema import Column, Schema
from datasets.tables.writing import write_csv
from foundation.rows import counted
from metrics.tables.columns import Columns

ROWS_FILE = "rows.csv"
# A fifth of these is a test that a handful of rows decides.
_FEW_ROWS, _SPLITS_OF_FEW = 2000, 10


@dataclass(frozen=True)
class TableKind:
    """Rows with the columns of a schema.

    Args:
        schema: The columns, in the order of the stored form.
    """

    schema: Schema

    name = "table"
    dtype = "float64"
    nouns = ("row", "rows")
    real_forms = "about anyone, a measurement"
    unreal = "they are about nobody and nothing that was ever counted or measured"
    equal_is_copied = False

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.schema.columns),)

    @property
    def form(self) -> str:
        return counted(len(self.schema.columns), "column")

    @cached_property
    def identity(self) -> bytes:
        return json.dumps(self.schema.to_json(), ensure_ascii=True, sort_keys=True).encode()

    def usual_splits(self, examples: int) -> int:
        return _SPLITS_OF_FEW if examples < _FEW_ROWS else 1

    def recorded(self) -> dict[str, Any]:
        return {"schema": self.schema.to_json()}

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> "TableKind":
        """The kind of a run's rows, whose schema run.json keeps.

        Raises:
            UserError: It does not.
        """
        return cls(Schema.from_json(data.get("schema", {})))

    def check(self, examples: np.ndarray) -> None:
        if examples.dtype != np.float64 or examples.shape[1:] != self.shape:
            raise ValueError(f"rows must be float64 {['n', *self.shape]}, got {describe(examples)}")
        for place, column in enumerate(self.schema.columns):
            _check_column(column, examples[:, place])

    def fitted(
        self, examples: np.ndarray, image_size: int | None = None, rgb: bool = False
    ) -> "tuple[TableKind, np.ndarray, str]":
        """The rows as they are.

        Raises:
            UserError: Another form is asked for: rows have no size and no colours.
        """
        refuse_form_of_images(image_size, rgb, self.nouns[1])
        return self, examples, ""

    def encoding(self, training: np.ndarray | None = None, name: str = "") -> TableEncoding:
        """The encoding of a name, a key of `datasets.tables.encoding.ENCODINGS`.

        Raises:
            ValueError: Without training rows, which it is fitted on.
        """
        if training is None:
            raise ValueError("the encoding of rows is fitted on training rows, got none")
        return fit_encoding(self.schema, training, name or "standard")

    def encoding_of(self, arrays: Mapping[str, np.ndarray]) -> TableEncoding:
        return TableEncoding.from_arrays(arrays)

    @property
    def columns(self) -> Columns:
        """Which columns hold numbers, and which so many categories."""
        return Columns(tuple(len(column.categories) for column in self.schema.columns))

    def compared(self, examples: np.ndarray) -> npt.NDArray[np.floating]:
        """Numbers in standard deviations; each category, a gap among them, one-hot over sqrt(2).

        Two rows that differ in one category are 1 apart, as are those whose number differs by one
        standard deviation of the whole file. The scale is the schema's, so that the distances of
        one data set can be compared; no network sees it.

        Returns:
            float64 `[n, d]`.
        """
        columns = zip(self.schema.columns, examples.T, strict=True)
        return np.concatenate([_vectors(column, values) for column, values in columns], axis=1)

    def pictured(self, examples: np.ndarray) -> npt.NDArray[np.uint8]:
        """Rows have no pictures: they are shown as rows.

        Raises:
            ValueError: Always.
        """
        raise ValueError("rows of a table have no pictures")

    def meeting(self, conditions: Sequence[str]) -> Callable[[np.ndarray], npt.NDArray[np.bool_]]:
        read = read_conditions(self.schema, conditions)

        def meet(examples: np.ndarray) -> npt.NDArray[np.bool_]:
            found = np.ones(len(examples), np.bool_)
            for condition in read:
                found &= condition.met(examples)
            return found

        return meet

    def write(self, examples: np.ndarray, directory: Path, class_name: str = "") -> None:
        """Write rows as `rows.csv`, in the form of the file that they come from.

        Columns of one value come back, other columns that were left out do not.

        Args:
            examples: float64 `[n, columns]`.
            directory: Made where it is missing.
            class_name: What the target's column says.

        Raises:
            UserError: The place cannot be written.
        """
        write_csv(self.schema, examples, class_name, directory / ROWS_FILE)


def _check_column(column: Column, values: npt.NDArray[np.float64]) -> None:
    present = values[~np.isnan(values)]
    if column.is_number:
        if not np.isfinite(present).all():
            raise ValueError(f"{column.name}: numbers must be finite")
        return
    codes = len(column.categories)
    if len(present) and not (
        present.min() >= 0 and present.max() < codes and (present == np.floor(present)).all()
    ):
        raise ValueError(f"{column.name}: codes must be whole numbers in 0..{codes - 1}")


def _vectors(column: Column, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """float64 `[n, d]` of one column."""
    gaps = np.isnan(values)
    if not column.is_number:
        known = len(column.categories)
        return _one_hot(np.where(gaps, known, values).astype(np.int64), known + column.has_gaps)
    numbers = np.where(gaps, 0.0, (values - column.mean) / column.spread)[:, np.newaxis]
    if not column.has_gaps:
        return numbers
    return np.concatenate([numbers, _one_hot(gaps.astype(np.int64), 2)], axis=1)


def _one_hot(codes: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.float64]:
    vectors = np.zeros((len(codes), width))
    inside = codes < width  # a gap of a column without gaps is like nothing
    vectors[np.flatnonzero(inside), codes[inside]] = np.sqrt(0.5)
    return vectors


def table_kind(kind: "AnyKind") -> TableKind:
    """The kind of a data set for what tables alone have, as those know who ask."""
    return cast(TableKind, kind)


Kind = TableKind
