"""Are there more drawn examples about a candidate than real ones would explain?"""

import numpy as np
import numpy.typing as npt

from metrics.attacks.clues import Clues, no_scores
from metrics.nearest import nearest

NEIGHBOURS = 3
_LEAST_DISTANCE = 1e-9


def scores(clues: Clues) -> npt.NDArray[np.float64]:
    """Logarithm of the density of drawn examples over that of real ones, by nearest neighbours.

    A density goes as the distance to a neighbour to the power of minus the number of dimensions.
    Here it is the mean over the three nearest, which a single copy moves and a single chance
    neighbour does not move much. What is common to all candidates is left out.

    Returns:
        [n]; NaN with fewer than three drawn or reference examples.

    Reference:
        van Breugel et al., "Membership inference attacks against synthetic data through overfitting
        detection" (DOMIAS), 2023 (arXiv 2302.12580), with nearest neighbours (Loftsgaarden and
        Quesenberry 1965) in place of kernels and flows.
    """
    if min(len(clues.drawn), len(clues.reference)) < NEIGHBOURS:
        return no_scores(clues)
    drawn, real = (
        nearest(clues.candidates, part, NEIGHBOURS).distances
        for part in (clues.drawn, clues.reference)
    )
    return _mean_log(real) - _mean_log(drawn)


def _mean_log(distances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.log(np.maximum(distances, _LEAST_DISTANCE)).mean(axis=1)
