"""How many real examples have a drawn one nearby?"""

import numpy as np

from metrics.evidence import Evidence


def scores(evidence: Evidence) -> np.ndarray:
    """Whether the ball of each real example, out to its fifth neighbour, holds a drawn one.

    Returns:
        float64 [n], 0 or 1; the mean is the coverage, about 0.97 for as many real examples.

    Reference:
        Naeem et al., Reliable fidelity and diversity metrics, ICML 2020, equation 7.
    """
    return (evidence.neighbours.drawn_in_real_balls > 0).astype(np.float64)
