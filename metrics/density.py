"""How densely do real examples lie around drawn ones?"""

import numpy as np

from metrics.evidence import Evidence
from metrics.neighbours import K


def scores(evidence: Evidence) -> np.ndarray:
    """In how many balls of real examples each drawn one lies, over the number expected, 5.

    Returns:
        float64 [m], 0 and up; the mean is the density, 1 on average for real examples.

    Reference:
        Naeem et al., Reliable fidelity and diversity metrics, ICML 2020, equation 6.
    """
    return evidence.neighbours.real_balls_around_drawn / K
