"""How likely does the generator draw something like a candidate?"""

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from metrics.attacks.clues import Clues, no_scores
from metrics.nearest import nearest

_ROWS = 500


def scores(clues: Clues) -> npt.NDArray[np.float64]:
    """Share of drawn examples within a radius of each candidate, [n]; NaN where nothing is drawn.

    The radius is the median, over all candidates, of the distance to the nearest drawn example.

    Reference:
        Hilprecht, Härterich, Bernau, "Monte Carlo and reconstruction membership inference attacks
        against generative models", 2019: the Monte Carlo attack, with the median heuristic.
    """
    if not len(clues.drawn):
        return no_scores(clues)
    radius = float(np.median(nearest(clues.candidates, clues.drawn).distances))
    shares = [
        (cdist(clues.candidates[start : start + _ROWS], clues.drawn) <= radius).mean(axis=1)
        for start in range(0, len(clues.candidates), _ROWS)
    ]
    return np.concatenate(shares)
