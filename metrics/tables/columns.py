"""What is known of a stored table where it is measured: which columns hold categories."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
MOST_CATEGORIES = 255
"""That boosted trees take as categories; codes of more are looked at in their order."""


@dataclass(frozen=True)
class Columns:
    """The columns of a stored table, in order."""

    sizes: tuple[int, ...]
    """Of each column the number of its categories, which are stored as codes 0..size-1; 0: it holds
    numbers. NaN is a gap in either."""

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def categorical(self) -> npt.NDArray[np.bool_]:
        """bool [d]."""
        return np.array(self.sizes, np.int64) > 0

    def take(self, which: npt.NDArray[np.integer]) -> "Columns":
        """Some of the columns, in this order."""
        return Columns(tuple(self.sizes[index] for index in which))


@dataclass(frozen=True)
class Table:
    """Rows of a stored table."""

    values: Values
    """[n, d], NaN where there is a gap."""
    columns: Columns

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.columns):
            raise ValueError(
                f"expected values [n, {len(self.columns)}], received {list(self.values.shape)}"
            )

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: npt.NDArray[np.integer]) -> "Table":
        """Some of the rows, in this order."""
        return replace(self, values=self.values[rows])

    def take_columns(self, which: npt.NDArray[np.integer]) -> "Table":
        """Some of the columns, in this order."""
        return Table(self.values[:, which], self.columns.take(which))

    def with_column(self, codes: npt.NDArray[np.integer], size: int) -> "Table":
        """A further column of categories, such as the classes of the rows, at the end."""
        values = np.column_stack([self.values, codes.astype(np.float64)])
        return Table(values, Columns((*self.columns.sizes, size)))

    def codes(self, column: int) -> Codes:
        """int64 [n], of a column of categories; a gap is one more category, the last."""
        values = self.values[:, column]
        return np.where(np.isnan(values), self.columns.sizes[column], values).astype(np.int64)

    def one_hot(self, column: int) -> Values:
        """[n, size + 1] of 0 and 1, of a column of categories; the last is the gap."""
        return np.eye(self.columns.sizes[column] + 1)[self.codes(column)]


def for_trees(values: Values, learned: Values) -> Values:
    """Values [m, d] as boosted trees take them, which learn from others [n, d].

    Columns of which no row that is learned has a value are 0: scikit-learn cannot cut them up.
    """
    return np.where(np.isnan(learned).all(axis=0), 0.0, values)


def stacked(tables: Sequence[Table]) -> Table:
    """The rows of several tables of the same columns, one after the other; at least one."""
    return Table(np.concatenate([table.values for table in tables]), tables[0].columns)


def some_columns(columns: Columns, most: int, seed: int) -> npt.NDArray[np.int64]:
    """Ascending indices of all columns, or of so many at random where there are more."""
    if len(columns) <= most:
        return np.arange(len(columns))
    return np.sort(np.random.default_rng(seed).permutation(len(columns))[:most])
