"""Are drawn examples more than copies of real ones?"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from metrics.evidence import NAN, Evidence, ratio


def measure(evidence: Evidence) -> float:
    """How far drawn examples are from the nearest real one, as a part of how far real ones are.

    Returns:
        The ratio of two medians of Euclidean distances: from a drawn example to its nearest real
        one, and from a real one to its nearest other real one. Near 0 where the drawn ones are
        copies. NaN where there are fewer than two real examples or no drawn one, or no distance
        between real ones.
    """
    real, drawn = evidence.real.features, evidence.drawn.features
    if len(real) < 2 or not len(drawn):
        return NAN
    neighbours = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(real.astype(np.float64))
    to_real, _ = neighbours.kneighbors(drawn.astype(np.float64))
    among_real, _ = neighbours.kneighbors()
    return ratio(float(np.median(to_real)), float(np.median(among_real)))
