"""Do drawn examples lie where real ones do?"""

import numpy as np

from metrics.evidence import Evidence


def scores(evidence: Evidence) -> np.ndarray:
    """Whether each drawn example lies in the ball of any real one, out to its fifth neighbour.

    Returns:
        float64 [m], 0 or 1; the mean is the precision.

    Reference:
        Kynkaanniemi et al., Improved precision and recall metric, NeurIPS 2019, section 2.
    """
    return (evidence.neighbours.real_balls_around_drawn > 0).astype(np.float64)
