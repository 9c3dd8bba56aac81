"""How far apart are the joint distributions of pairs of columns?"""

import numpy as np

from metrics.evidence import NAN, Evidence
from metrics.tables.association import (
    correlation_ratio,
    correlations,
    numbers_of,
    pairs_with_categories,
)
from metrics.tables.association_distance import MOST_COLUMNS
from metrics.tables.column_distance import total_variation
from metrics.tables.columns import Table, Values, some_columns


def measure(evidence: Evidence) -> float:
    """The mean over all pairs of columns of their distances (`pair_distances`), 0 to 1.

    Of more than 60 columns so many are taken at random. NaN of a single column.
    """
    real, drawn = evidence.real.table, evidence.drawn.table
    if real is None or drawn is None or len(real.columns) < 2:
        return NAN
    chosen = some_columns(real.columns, MOST_COLUMNS, evidence.seed)
    distances = pair_distances(real.take_columns(chosen), drawn.take_columns(chosen))
    return float(distances[np.triu_indices(len(chosen), 1)].mean())


def pair_distances(real: Table, drawn: Table) -> Values:
    """How far each pair of columns of drawn rows is from that of real ones.

    Of two numbers half the difference of their correlations; of two categories the total variation
    between their contingency tables; of a category and a number the difference of their correlation
    ratios.

    Returns:
        [d, d], symmetric, 0 to 1, with 0 in the diagonal.

    Reference:
        The pair trends of SDMetrics' quality report, with correlation ratios where that cuts
        numbers into bins.
    """
    d = len(real.columns)
    result = np.zeros((d, d))
    numbers = numbers_of(real)
    ours, theirs = (correlations(table.values[:, numbers]) for table in (real, drawn))
    result[np.ix_(numbers, numbers)] = np.abs(ours - theirs) / 2
    for one, other in pairs_with_categories(real):
        result[one, other] = result[other, one] = _of_pair(real, drawn, one, other)
    return result


def _of_pair(real: Table, drawn: Table, category: int, other: int) -> float:
    sizes = real.columns.sizes
    if sizes[other]:
        size = sizes[other] + 1
        pairs = [table.codes(category) * size + table.codes(other) for table in (real, drawn)]
        return total_variation(pairs[0], pairs[1], (sizes[category] + 1) * size)
    found = [correlation_ratio(t.codes(category), t.values[:, other]) for t in (real, drawn)]
    return abs(found[0] - found[1])
