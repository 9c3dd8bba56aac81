"""How strongly columns hang together: one figure for every pair, whatever they hold."""

import itertools
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from metrics.tables.columns import Codes, Table, Values

Method = Literal["pearson", "spearman"]


def association(table: Table, method: Method = "spearman") -> Values:
    """The association of every two columns.

    Of two numbers their correlation, -1 to 1; of two categories Cramer's V, corrected for its bias;
    of a category and a number the correlation ratio; these from 0 to 1. Rows with a gap in a number
    take no part in its pairs; a gap among categories is one of them.

    Args:
        table: [n, d].
        method: Of the correlation: of the values, or of their ranks.

    Returns:
        [d, d], symmetric, with 1 in the diagonal; 0 where nothing can be said, as of a column of
        one value.
    """
    result = np.eye(len(table.columns))
    numbers = numbers_of(table)
    result[np.ix_(numbers, numbers)] = correlations(table.values[:, numbers], method)
    for one, other in pairs_with_categories(table):
        result[one, other] = result[other, one] = _of_pair(table, one, other)
    return result


def numbers_of(table: Table) -> Codes:
    """The places of columns of numbers."""
    return np.flatnonzero(np.array(table.columns.sizes) == 0)


def pairs_with_categories(table: Table) -> list[tuple[int, int]]:
    """Every two columns that are not both numbers, a category first where there is one number."""
    sizes = table.columns.sizes
    pairs = itertools.combinations(range(len(sizes)), 2)
    return [(a, b) if sizes[a] else (b, a) for a, b in pairs if sizes[a] or sizes[b]]


def _of_pair(table: Table, category: int, other: int) -> float:
    if table.columns.sizes[other]:
        return cramers_v(table.codes(category), table.codes(other))
    return correlation_ratio(table.codes(category), table.values[:, other])


def correlations(values: Values, method: Method = "pearson") -> Values:
    """`correlation` of every two of some columns; of those without gaps all at once.

    Args:
        values: [n, m], NaN: a gap.
        method: Of the values, or of their ranks.

    Returns:
        [m, m], symmetric, with 1 in the diagonal.
    """
    result = np.eye(values.shape[1])
    whole = np.zeros(values.shape[1], bool)
    if len(values) > 1:
        whole = ~np.isnan(values).any(axis=0) & (np.ptp(values, axis=0) > 0)
        told = values[:, whole]
        told = rankdata(told, axis=0) if method == "spearman" else told
        result[np.ix_(whole, whole)] = np.clip(np.corrcoef(told, rowvar=False), -1, 1)
    for a, b in itertools.combinations(range(len(whole)), 2):
        if not (whole[a] and whole[b]):
            result[a, b] = result[b, a] = correlation(values[:, a], values[:, b], method)
    np.fill_diagonal(result, 1.0)
    return result


def correlation(x: Values, y: Values, method: Method = "pearson") -> float:
    """Of two numbers [n] with gaps, -1 to 1; 0 where one of them does not vary."""
    there = ~(np.isnan(x) | np.isnan(y))
    x, y = x[there], y[there]
    if len(x) < 2 or not np.ptp(x) or not np.ptp(y):
        return 0.0
    if method == "spearman":
        x, y = rankdata(x), rankdata(y)
    return float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))


def cramers_v(one: Codes, other: Codes) -> float:
    """Cramer's V of two categories [n], corrected for its bias: 0 on average where independent.

    Returns:
        0 to 1; 0 where one of them does not vary.

    Reference:
        Bergsma, "A bias-correction for Cramer's V and Tschuprow's T", Journal of the Korean
        Statistical Society 42, 2013, section 4.
    """
    counts = contingency(one, other)
    n, (rows, columns) = counts.sum(), counts.shape
    if min(rows, columns) < 2 or n < 2:
        return 0.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    phi2 = float(((counts - expected) ** 2 / expected).sum() / n)
    corrected = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    least = min(size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)) - 1
    return float(min(1.0, np.sqrt(corrected / least))) if least > 0 else 0.0


def contingency(one: Codes, other: Codes) -> Values:
    """How often each pair of categories occurs; rows and columns of such as occur alone."""
    first, second = (np.unique(codes, return_inverse=True) for codes in (one, other))
    size = len(first[0]), len(second[0])
    pairs = first[1] * size[1] + second[1]
    return np.bincount(pairs, minlength=size[0] * size[1]).reshape(size).astype(np.float64)


def correlation_ratio(codes: Codes, numbers: Values) -> float:
    """The part of the spread of numbers that their category explains: sqrt(between / total).

    Args:
        codes: [n].
        numbers: [n], NaN: a gap, whose row is left out.

    Returns:
        0 to 1; 0 where the numbers do not vary.

    Reference:
        Fisher, "Statistical methods for research workers", 1925, section 45.
    """
    there = ~np.isnan(numbers)
    codes, numbers = codes[there], numbers[there]
    total = float(((numbers - numbers.mean()) ** 2).sum()) if len(numbers) else 0.0
    if not total:
        return 0.0
    groups = np.unique(codes, return_inverse=True)[1]
    counts = np.bincount(groups)
    means = np.bincount(groups, weights=numbers) / counts
    between = float((counts * (means - numbers.mean()) ** 2).sum())
    return float(np.sqrt(min(1.0, between / total)))
