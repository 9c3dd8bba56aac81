"""Coverage that counts how well each place is covered, read as the share of good examples."""

import numpy as np
from scipy.special import betaln, gammaln

from metrics.evidence import Evidence
from metrics.neighbours import K
from metrics.resampling import mean_interval


def measure(evidence: Evidence) -> float:
    """How full the balls of real examples are of drawn ones, read as a share of good examples.

    A ball holds five real neighbours; one with five drawn examples or more is full.

    Returns:
        0 to 1: as good as a sample of which that share was drawn from the real distribution, and
        the rest covers nothing.

    Reference:
        Salvy et al., Enhanced generative model evaluation with Clipped Density and Coverage, ICLR
        2026 (arXiv 2507.01761), Clipped Coverage; calibration as in their published code, but
        exact for fewer than five good examples and interpolated between whole numbers of them.
    """
    return _as_share(float(_scores(evidence).mean()), evidence)


def interval(evidence: Evidence) -> tuple[float, float]:
    """By the bootstrap over real examples; the drawn ones stay."""
    low, high = mean_interval(_scores(evidence), evidence.seed)
    return _as_share(low, evidence), _as_share(high, evidence)


def _scores(evidence: Evidence) -> np.ndarray:
    return np.minimum(evidence.neighbours.drawn_in_real_balls, K) / K


def _as_share(fullness: float, evidence: Evidence) -> float:
    expected = expected_fullness(len(evidence.real), len(evidence.drawn))
    shares = np.linspace(0, 1, len(expected))
    return float(np.interp(fullness, expected, shares))


def expected_fullness(real: int, drawn: int) -> np.ndarray:
    """How full balls are on average where 0, 1, ... of the drawn examples are good.

    What a ball out to the fifth of n - 1 other real examples holds of the distribution is
    Beta(5, n - 5), so that it has a beta-binomial number of m good examples.

    Args:
        real: n, more than 5.
        drawn: The most good ones.

    Returns:
        float64 [drawn + 1], rising from 0 towards 1.
    """
    good, inside = np.arange(drawn + 1)[:, None], np.arange(K)[None, :]
    missing = np.maximum(good - inside, 0)
    log_ways = gammaln(good + 1) - gammaln(inside + 1) - gammaln(missing + 1)
    log_chances = log_ways + betaln(inside + K, missing + real - K) - betaln(K, real - K)
    chances = np.where(inside <= good, np.exp(log_chances), 0.0)
    # A ball with j of five is j/5 full: what fewer than five lack is taken from 1.
    return 1.0 - (chances * (K - inside)).sum(axis=1) / K
