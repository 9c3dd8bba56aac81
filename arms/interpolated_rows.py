"""The control of neighbours for rows: SMOTE-NC, points between neighbouring rows of a class."""

import numpy as np
from imblearn.over_sampling import SMOTENC
from sklearn.neighbors import NearestNeighbors

from arms import interpolated
from arms.interpolated import NEIGHBOURS, FoundOnce
from arms.rows import KindOfRows
from foundation.seeds import derive_seed
from metrics.tables.columns import Table, Values

_ROWS_PER_PASS = 1000
_CLASS, _DUMMY = 0, 1


def draw(kind: KindOfRows, examples: Values, count: int, seed: int) -> Values:
    """Draw new rows of a class between those that are there.

    Numbers, standardised within the class, lie at a random place between those of a row and of one
    of its five nearest neighbours of the class; categories are the most frequent ones of the five;
    so is whether a number is a gap. What comes out is rounded and clipped as the kind's encoding
    does it. Where all columns hold numbers without gaps, or categories, there is nothing mixed, and
    the encoded rows are interpolated (`arms.interpolated`).

    Args:
        kind: Of the rows.
        examples: float64 [n, d], n >= 1, the real training rows of one class.
        count: Rows to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        float64 [count, d]; row i is the same however many are drawn.

    Reference:
        Chawla, Bowyer, Hall, Kegelmeyer 2002 (arXiv 1106.1813), section 6.1.
    """
    mixed = _Mixed(Table(examples, kind.columns))
    if len(examples) == 1 or not mixed.is_mixed:
        return interpolated.draw(kind, examples, count, seed)
    neighbours = FoundOnce(n_neighbors=min(NEIGHBOURS, len(examples) - 1) + 1)
    passes = range(-(-count // _ROWS_PER_PASS))
    parts = [mixed.one_pass(neighbours, derive_seed(seed, "pass", index)) for index in passes]
    encoding = kind.encoding(examples)
    return encoding.decode(encoding.encode(mixed.stored(np.concatenate(parts)[:count])))


class _Mixed:
    """Rows as SMOTE-NC takes them: numbers, then categories, gaps of numbers among these."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns
        self._numbers = np.flatnonzero(~table.columns.categorical)
        self._categories = np.flatnonzero(table.columns.categorical)
        numbers = table.values[:, self._numbers]
        gaps = np.isnan(numbers)
        there = ~gaps.all(axis=0)
        self._middle = np.zeros(len(self._numbers))
        self._middle[there] = np.nanmedian(numbers[:, there], axis=0)
        filled = np.where(gaps, self._middle, numbers)
        spread = filled.std(axis=0)
        self._spread = np.where(spread > 0, spread, 1)
        codes = [table.codes(column) for column in self._categories.tolist()]
        self._parts = [(filled - self._middle) / self._spread, gaps, *(c[:, None] for c in codes)]
        self.is_mixed = bool(len(self._numbers)) and bool(gaps.any() or len(self._categories))

    def one_pass(self, neighbours: NearestNeighbors, seed: int) -> Values:
        """So many new rows as a pass has, in the same form."""
        values = np.concatenate(self._parts, axis=1, dtype=np.float64)
        # SMOTE fills a class up to the size of another one: a dummy that it never looks at.
        dummy = np.repeat(values[:1], len(values) + _ROWS_PER_PASS, axis=0)
        labels = np.repeat([_CLASS, _DUMMY], [len(values), len(dummy)])
        smote = SMOTENC(
            list(range(len(self._numbers), values.shape[1])),
            sampling_strategy="minority",
            k_neighbors=neighbours,
            random_state=seed,
        )
        return smote.fit_resample(np.concatenate([values, dummy]), labels)[0][len(labels) :]

    def stored(self, values: Values) -> Values:
        """The stored form of such rows."""
        count = len(self._numbers)
        numbers, gaps, codes = np.split(values, [count, 2 * count], axis=1)
        rows = np.empty((len(values), len(self._columns)))
        rows[:, self._numbers] = np.where(gaps > 0, np.nan, numbers * self._spread + self._middle)
        sizes = np.array(self._columns.sizes)[self._categories]
        rows[:, self._categories] = np.where(codes == sizes, np.nan, codes)
        return rows
