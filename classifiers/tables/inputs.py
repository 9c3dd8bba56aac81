"""Stored rows as numbers for linear models and networks, fitted on the rows that are learned."""

import numpy as np
import numpy.typing as npt

from metrics.tables.columns import Table, Values

_FARTHEST = 10.0


class LinearInputs:
    """From stored rows to columns of about unit size.

    A number less its mean over its standard deviation, cut off at ten of them, 0 for a gap; where
    there were gaps, a column that says so. A category one-hot, a gap being one more.

    Args:
        table: [n, d], n >= 1, the rows that are learned, alone.
    """

    def __init__(self, table: Table) -> None:
        values = table.values
        self._numbers = np.flatnonzero(~table.columns.categorical)
        self._categories = np.flatnonzero(table.columns.categorical).tolist()
        numbers = values[:, self._numbers]
        there = ~np.isnan(numbers)
        count = np.maximum(there.sum(axis=0), 1)
        self._mean = np.where(there, numbers, 0).sum(axis=0) / count
        deviations = np.where(there, numbers - self._mean, 0)
        spread = np.sqrt((deviations**2).sum(axis=0) / count)
        self._spread = np.where(spread > 0, spread, 1)
        self._with_gaps = np.flatnonzero(~there.all(axis=0))

    def __call__(self, table: Table) -> npt.NDArray[np.float32]:
        """float32 [m, width]."""
        numbers = table.values[:, self._numbers]
        gaps = np.isnan(numbers)
        scaled = np.clip((numbers - self._mean) / self._spread, -_FARTHEST, _FARTHEST)
        parts: list[Values] = [np.where(gaps, 0, scaled), gaps[:, self._with_gaps]]
        parts += [table.one_hot(column) for column in self._categories]
        return np.concatenate(parts, axis=1, dtype=np.float32)


def as_stored(table: Table) -> Values:
    """Stored values as trees take them: codes, and NaN for gaps."""
    return table.values
