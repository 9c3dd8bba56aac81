"""How strongly columns hang together: one figure for every pair, whatever they hold."""

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
    for one in range(len(table.columns)):
        for other in range(one):
            result[one, other] = result[other, one] = _of_pair(table, one, other, method)
    return result


def _of_pair(table: Table, one: int, other: int, method: Method) -> float:
    are_categories = [table.columns.sizes[index] > 0 for index in (one, other)]
    if all(are_categories):
        return cramers_v(table.codes(one), table.codes(other))
    if not any(are_categories):
        return correlation(table.values[:, one], table.values[:, other], method)
    category, number = (one, other) if are_categories[0] else (other, one)
    return correlation_ratio(table.codes(category), table.values[:, number])


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
