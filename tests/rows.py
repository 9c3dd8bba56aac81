"""A kind of rows that knows its columns alone, for what is done to tables whatever their schema."""

from dataclasses import dataclass

import numpy as np

from datasets.kinds import Span
from metrics.tables.columns import Columns, Table


@dataclass(frozen=True)
class MadeEncoding:
    """Numbers over ten, a gap as 0 with a state beside it; categories one-hot, gaps as one more."""

    columns: Columns

    @property
    def spans(self):
        spans = []
        for size in self.columns.sizes:
            spans += [Span(size + 1, "softmax")] if size else [Span(1, "tanh"), Span(2, "softmax")]
        return tuple(spans)

    @property
    def shape(self):
        return (sum(span.width for span in self.spans),)

    def encode(self, stored):
        table, parts = Table(stored, self.columns), []
        for column, size in enumerate(self.columns.sizes):
            if size:
                parts.append(table.one_hot(column))
            else:
                values = stored[:, column]
                parts += [np.nan_to_num(values)[:, None] / 10, np.eye(2)[np.isnan(values) * 1]]
        return np.concatenate(parts, axis=1).astype(np.float32)

    def decode(self, drawn):
        rows, start = np.empty((len(drawn), len(self.columns))), 0
        for column, size in enumerate(self.columns.sizes):
            width = size + 1 if size else 3
            part = drawn[:, start : start + width].astype(np.float64)
            start += width
            if size:
                codes = part.argmax(axis=1)
                rows[:, column] = np.where(codes == size, np.nan, codes)
            else:
                numbers = np.round(part[:, 0] * 10, 3)
                rows[:, column] = np.where(part[:, 2] > part[:, 1], np.nan, numbers)
        return rows


@dataclass(frozen=True)
class MadeRows:
    """Rows of numbers and categories; numbers are rounded to thousandths."""

    columns: Columns
    name = "table"
    dtype = "float64"
    nouns = ("row", "rows")
    equal_is_copied = False
    identity = b""
    real_forms = "a measurement"
    unreal = "nothing was measured"

    @property
    def shape(self):
        return (len(self.columns),)

    def check(self, examples):
        if examples.dtype != np.float64 or examples.shape[1:] != self.shape:
            raise ValueError(f"expected float64 [n, {len(self.columns)}], got {examples.shape}")
        for values, size in zip(examples.T, self.columns.sizes):
            there = values[~np.isnan(values)]
            if size and not np.isin(there, np.arange(size)).all():
                raise ValueError(f"expected codes of {size} categories, got {np.unique(there)}")

    def encoding(self, training=None):
        return MadeEncoding(self.columns)

    def compared(self, examples):
        return self.encoding().encode(examples).astype(np.float64)
