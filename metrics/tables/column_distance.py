"""How far apart are the distributions of single columns?"""

import numpy as np
from scipy.stats import ks_2samp

from metrics.evidence import NAN, Evidence
from metrics.tables.columns import Codes, Table, Values


def measure(evidence: Evidence) -> float:
    """The mean over the columns of their distances, 0 to 1 (`column_distances`)."""
    real, drawn = evidence.real.table, evidence.drawn.table
    if real is None or drawn is None:
        return NAN
    return float(column_distances(real, drawn).mean())


def column_distances(real: Table, drawn: Table) -> Values:
    """How far the distribution of each column of drawn rows is from that of real ones.

    Of categories, gaps being one of them, the total variation: half the sum of the differences of
    their shares. Of numbers the larger one of two: the Kolmogorov-Smirnov statistic of those that
    are there, and the difference of the shares of gaps, which are a category of their own beside.

    Args:
        real: [n, d], n >= 1.
        drawn: [m, d], m >= 1.

    Returns:
        [d], 0 for equal distributions, 1 for such as have no value in common.

    Reference:
        Kolmogorov 1933, Smirnov 1948; Levin and Peres, "Markov chains and mixing times", 2017,
        proposition 4.2.
    """
    return np.array(
        [
            total_variation(real.codes(index), drawn.codes(index), size + 1)
            if size
            else _of_numbers(real.values[:, index], drawn.values[:, index])
            for index, size in enumerate(real.columns.sizes)
        ]
    )


def total_variation(real: Codes, drawn: Codes, size: int) -> float:
    """Half the sum of the differences of the shares of `size` categories, 0 to 1."""
    shares = [np.bincount(codes, minlength=size) / len(codes) for codes in (real, drawn)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def _of_numbers(real: Values, drawn: Values) -> float:
    there, here = ~np.isnan(real), ~np.isnan(drawn)
    gaps = abs(float(there.mean()) - float(here.mean()))
    if not there.any() or not here.any():
        return gaps
    return max(gaps, float(ks_2samp(real[there], drawn[here], method="asymp").statistic))
