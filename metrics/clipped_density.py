"""Density that no outlier and no crowd can raise, read as the share of good examples."""

import numpy as np

from metrics.evidence import Evidence
from metrics.neighbours import K
from metrics.resampling import mean_interval


def measure(evidence: Evidence) -> float:
    """In how many real balls drawn examples lie, each at most counted full, over real ones' figure.

    Radii are no larger than the median one, so that a real outlier's ball holds no bad example;
    five balls count as one full, so that good examples make up for no bad ones; real examples among
    themselves are the measure, so that the figure falls in line with the share of bad ones.

    Returns:
        0 to 1: as good as a sample with that share of good examples; NaN where no real example
        lies in the ball of another.

    Reference:
        Salvy et al., Enhanced generative model evaluation with Clipped Density and Coverage, ICLR
        2026 (arXiv 2507.01761), Clipped Density; formula as in their published code.
    """
    return min(float(_scores(evidence).mean()), 1.0)


def interval(evidence: Evidence) -> tuple[float, float]:
    """By the bootstrap over drawn examples; the real ones stay."""
    low, high = mean_interval(_scores(evidence), evidence.seed)
    return min(low, 1.0), min(high, 1.0)


def _scores(evidence: Evidence) -> np.ndarray:
    near = evidence.neighbours
    full = _fullness(near.clipped_balls_around_real).mean()
    return _fullness(near.clipped_balls_around_drawn) / (full if full > 0 else np.nan)


def _fullness(balls: np.ndarray) -> np.ndarray:
    return np.minimum(balls / K, 1.0)
