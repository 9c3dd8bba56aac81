"""Are drawn examples more than copies of real ones?"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from metrics.evidence import COMPARED_EXAMPLES, Evidence, ratio


def measure(evidence: Evidence) -> float:
    """How far drawn examples are from the nearest real one, as a part of how far real ones are.

    Returns:
        The ratio of two medians of Euclidean distances: from a drawn example (the first 1,000) to
        its nearest real one, and from a real one (the first 1,000) to its nearest other real one.
        Near 0 where the drawn ones are copies. NaN where there are fewer than two real examples or
        no drawn one, or no distance between real ones.
    """
    real, drawn = evidence.real, evidence.drawn
    if len(real) < 2 or not len(drawn):
        return float("nan")
    neighbours = NearestNeighbors(algorithm="brute").fit(real)
    to_real = neighbours.kneighbors(drawn[:COMPARED_EXAMPLES], n_neighbors=1)[0][:, 0]
    # The first neighbour of a real example is that example itself.
    among_real = neighbours.kneighbors(real[:COMPARED_EXAMPLES], n_neighbors=2)[0][:, 1]
    return ratio(float(np.median(to_real)), float(np.median(among_real)))
