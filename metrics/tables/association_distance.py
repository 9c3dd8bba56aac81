"""Do columns hang together as strongly as in real rows?"""

import numpy as np

from metrics.evidence import NAN, Evidence
from metrics.tables.association import association
from metrics.tables.columns import some_columns

MOST_COLUMNS = 60
"""Columns whose pairs are looked at, 1,770 pairs at most; of more as many at random."""


def measure(evidence: Evidence) -> float:
    """The mean over all pairs of columns of how far their associations differ.

    Returns:
        0 to 2, and below 0.5 as a rule; NaN of a single column.
    """
    real, drawn = evidence.real.table, evidence.drawn.table
    if real is None or drawn is None or len(real.columns) < 2:
        return NAN
    chosen = some_columns(real.columns, MOST_COLUMNS, evidence.seed)
    one, other = (association(table.take_columns(chosen)) for table in (real, drawn))
    return float(np.abs(one - other)[np.triu_indices(len(chosen), 1)].mean())
