"""Is a candidate near to something that was drawn?"""

import numpy as np
import numpy.typing as npt

from metrics.attacks.clues import Clues, no_scores
from metrics.nearest import nearest


def scores(clues: Clues) -> npt.NDArray[np.float64]:
    """Minus the distance to the nearest drawn example, [n]; NaN where nothing is drawn.

    Reference:
        Chen et al., "GAN-Leaks", 2020 (arXiv 1909.03935): the full black-box attack.
    """
    if not len(clues.drawn):
        return no_scores(clues)
    return -nearest(clues.candidates, clues.drawn).distances[:, 0]
