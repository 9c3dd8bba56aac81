"""The closest pairs of two sets, to be looked at."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.nearest import Features, nearest

CLOSEST_PAIRS = 10


class Pairs(NamedTuple):
    """The closest pairs, the closest first."""

    examples: npt.NDArray[np.int64]
    """[p], rows."""
    records: npt.NDArray[np.int64]
    """[p], rows."""
    distances: npt.NDArray[np.float64]
    """[p]."""


def closest_pairs(examples: Features, records: Features, count: int = CLOSEST_PAIRS) -> Pairs:
    """The pairs of an example [m, d] and its nearest record [n, d] that are closest.

    Each example and each record is in one pair at most: ten pictures of one record would show no
    more than one. So there can be fewer pairs than `count`; none without examples or records.
    """
    if not len(examples) or not len(records):
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, np.empty(0))
    found = nearest(examples, records)
    order = np.argsort(found.distances[:, 0], kind="stable")
    _, first = np.unique(found.rows[order, 0], return_index=True)
    chosen = order[np.sort(first)][:count]
    return Pairs(chosen, found.rows[chosen, 0], found.distances[chosen, 0])
