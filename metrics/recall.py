"""Do real examples lie where drawn ones do?"""

import numpy as np

from metrics.evidence import Evidence


def scores(evidence: Evidence) -> np.ndarray:
    """Whether each real example lies in the ball of any drawn one, out to its fifth neighbour.

    Returns:
        float64 [n], 0 or 1; the mean is the recall.

    Reference:
        Kynkaanniemi et al., Improved precision and recall metric, NeurIPS 2019, section 2.
    """
    return (evidence.neighbours.drawn_balls_around_real > 0).astype(np.float64)
