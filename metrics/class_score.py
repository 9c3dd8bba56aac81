"""Are drawn examples of clear classes, and of all of them?"""

import numpy as np

from metrics.evidence import NAN, Evidence
from metrics.resampling import resampled_interval

_LEAST_PROBABILITY = 1e-12


def measure(evidence: Evidence) -> float:
    """The Inception Score with the judge in the place of the Inception network.

    Returns:
        exp of the mean divergence of an example's probabilities from their mean: 1 where the judge
        says the same of all, up to the number of classes.

    Reference:
        Salimans et al., Improved techniques for training GANs, NeurIPS 2016, section 4.
    """
    return score(evidence.drawn.probabilities) if len(evidence.drawn) else NAN


def interval(evidence: Evidence) -> tuple[float, float]:
    """By the bootstrap over drawn examples."""
    probabilities = evidence.drawn.probabilities
    return resampled_interval(
        len(probabilities), lambda rows: score(probabilities[rows]), evidence.seed
    )


def score(probabilities: np.ndarray) -> float:
    """The score of [n, k], n >= 1."""
    p = probabilities.astype(np.float64).clip(_LEAST_PROBABILITY)
    divergence = (p * (np.log(p) - np.log(p.mean(axis=0)))).sum(axis=1)
    return float(np.exp(divergence.mean()))
