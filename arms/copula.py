"""The control of columns and their correlations: a Gaussian copula of each class."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri
from sklearn.covariance import LedoitWolf

from arms.rows import KindOfRows, in_passes
from metrics.tables.columns import Table, Values


def draw(kind: KindOfRows, examples: Values, count: int, seed: int) -> Values:
    """Fit a Gaussian copula to a class's rows and draw new ones from it.

    Every column becomes a normal variable by ranks (equal values share the middle of their ranks),
    and back by the values that the class has: single columns are as in real rows, and nothing is
    drawn that no row has. A number with gaps has a second variable that says where they are; in the
    first they count as its mean. Categories are put in an order first, by the direction in which
    they differ most from each other in all other columns (`ordered_by_the_others`), so that
    neighbours are alike. Correlations of the normal variables are shrunk (Ledoit and Wolf), which
    matters where rows are few. What a GAN has learned beyond columns and their correlations within
    a class shows in its distance from this.

    Args:
        kind: Of the rows.
        examples: float64 [n, d], n >= 1, the real training rows of one class.
        count: Rows to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        float64 [count, d]; row i is the same however many are drawn.

    Reference:
        Nelsen, "An introduction to copulas", 2006, section 2.3; Patki, Wedge, Veeramachaneni, "The
        synthetic data vault", 2016, section III; Ledoit and Wolf, "A well-conditioned estimator for
        large-dimensional covariance matrices", 2004.
    """
    if len(examples) == 1:  # nothing is correlated
        return np.repeat(examples, count, axis=0)
    margins = fit_margins(Table(examples, kind.columns))
    root = _root_of_correlation(np.stack([margin.scores for margin in margins], axis=1))
    rng = np.random.default_rng(seed)

    def one_pass(rows: int) -> Values:
        shares = ndtr(rng.standard_normal((rows, len(margins))) @ root)
        result = np.zeros((rows, examples.shape[1]))
        for margin, part in zip(margins, shares.T):
            result[:, margin.column] += margin.values_at(part)  # a gap on top of any number is one
        return result

    return in_passes(one_pass, count)


class Margin(NamedTuple):
    """A column of a class as a normal variable; or where its gaps are."""

    column: int
    values: Values
    """[v], those that occur, in order; of where its gaps are 0 and NaN."""
    ends: Values
    """[v]: the share of rows up to each, the last is 1."""
    scores: Values
    """[n], the normal variable of each row."""

    @classmethod
    def of(cls, column: int, values: Values, places: np.ndarray) -> "Margin":
        """From ordered values [v] and the place among them of each row's value, int [n]."""
        counts = np.bincount(places, minlength=len(values))
        ends = np.cumsum(counts) / len(places)
        return cls(column, values, ends, ndtri(ends - counts / len(places) / 2)[places])

    def values_at(self, shares: Values) -> Values:
        """The values below which such shares of the rows lie, 0..1."""
        last = len(self.values) - 1
        return self.values[np.minimum(np.searchsorted(self.ends, shares, "right"), last)]


def fit_margins(table: Table) -> list[Margin]:
    """Those of every column, in their order; of a number with gaps two."""
    whole = _side_by_side(table)
    margins: list[Margin] = []
    for column, size in enumerate(table.columns.sizes):
        if size:
            margins.append(_of_categories(table, column, whole))
        else:
            margins += _of_numbers(table, column)
    return margins


def _of_numbers(table: Table, column: int) -> list[Margin]:
    numbers = table.values[:, column]
    gaps = np.isnan(numbers)
    if not gaps.any():
        return [Margin.of(column, *np.unique(numbers, return_inverse=True))]
    found = [Margin.of(column, np.array([0.0, np.nan]), gaps.astype(np.int64))]
    if not gaps.all():
        there = Margin.of(column, *np.unique(numbers[~gaps], return_inverse=True))
        scores = np.zeros(len(gaps))
        scores[~gaps] = there.scores
        found.append(there._replace(scores=scores))
    return found


def _of_categories(table: Table, column: int, whole: list[Values]) -> Margin:
    codes, places = np.unique(table.codes(column), return_inverse=True)
    others = np.concatenate([np.empty((len(table), 0)), *whole[:column], *whole[column + 1 :]], 1)
    order = ordered_by_the_others(places, others)
    values = np.where(codes == table.columns.sizes[column], np.nan, codes)[order]
    return Margin.of(column, values, np.argsort(order)[places])


def ordered_by_the_others(places: np.ndarray, others: Values) -> np.ndarray:
    """An order of categories in which such stand together as are alike in the other columns.

    Args:
        places: int [n], 0..v-1, each at least once.
        others: [n, w], standardised.

    Returns:
        int [v]: their order along the first principal axis of the means of the categories, each
        counted by its rows, as correspondence analysis has it.

    Reference:
        Greenacre, "Theory and applications of correspondence analysis", 1984, chapter 4.
    """
    counts = np.bincount(places)
    if len(counts) < 3 or not others.shape[1]:
        return np.arange(len(counts))
    roots = np.sqrt(counts)
    sums = np.stack([np.bincount(places, weights=column) for column in others.T], axis=1)
    axis = np.linalg.svd(sums / roots[:, None], full_matrices=False)[0][:, 0] / roots
    return np.argsort(axis * np.sign(axis[np.abs(axis).argmax()]), kind="stable")


def _side_by_side(table: Table) -> list[Values]:
    """Of each column [n, w], standardised: normal scores, and where gaps are; one-hot."""
    return [
        _standardised(
            table.one_hot(column)
            if size
            else np.stack([margin.scores for margin in _of_numbers(table, column)], axis=1)
        )
        for column, size in enumerate(table.columns.sizes)
    ]


def _standardised(values: Values) -> Values:
    spread = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)


def _root_of_correlation(scores: Values) -> Values:
    """[d, d], which turns independent normal variables into such of the shrunk correlation."""
    covariance = LedoitWolf(assume_centered=True).fit(_standardised(scores)).covariance_
    spread = np.sqrt(covariance.diagonal())
    spread = np.where(spread > 0, spread, 1)  # of a column of one value
    correlation = covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, 1)
    values, vectors = np.linalg.eigh(correlation)
    return (vectors * np.sqrt(np.maximum(values, 0))).T
