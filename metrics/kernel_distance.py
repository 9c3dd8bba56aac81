"""KID: how far apart are real and drawn examples, by a kernel and without a fitted model?"""

import math

import numpy as np

from metrics.evidence import Evidence

_BLOCKS = 10


def measure(evidence: Evidence) -> float:
    """The squared maximum mean discrepancy with the kernel (x y / d + 1)^3, without bias.

    Its mean is right whatever the number of examples, so that it is to be preferred to the
    Frechet distance where there are fewer than about ten for each feature.

    Returns:
        0 on average for samples of one distribution, so at times below 0.

    Reference:
        Binkowski et al., Demystifying MMD GANs, ICLR 2018, section 4; unbiased estimate of
        Gretton et al., A kernel two-sample test, JMLR 2012, equation 3.
    """
    return unbiased(evidence.real.features, evidence.drawn.features)


def interval(evidence: Evidence) -> tuple[float, float]:
    """The value and two standard errors to both sides, from ten blocks of examples.

    Each block gives an estimate of its own, independent of the others; their mean varies more than
    the value does, which uses all pairs: the interval is rather too wide.
    """
    count = evidence.examples
    blocks = np.array_split(np.random.default_rng(evidence.seed).permutation(count), _BLOCKS)
    found = [unbiased(evidence.real.features[b], evidence.drawn.features[b]) for b in blocks]
    error = float(np.std(found, ddof=1)) / math.sqrt(_BLOCKS)
    value = measure(evidence)
    return value - 1.96 * error, value + 1.96 * error


def unbiased(real: np.ndarray, drawn: np.ndarray) -> float:
    """The estimate from [n, d] and [m, d], both n and m at least 2."""
    n, m = len(real), len(drawn)
    x, y = real.astype(np.float64), drawn.astype(np.float64)
    within_x = (_sum(x, x) - _self_sum(x)) / (n * (n - 1))
    within_y = (_sum(y, y) - _self_sum(y)) / (m * (m - 1))
    return within_x + within_y - 2 * _sum(x, y) / (n * m)


def _sum(one: np.ndarray, other: np.ndarray) -> float:
    """Of the kernel over all pairs; some rows at a time, for the memory."""
    parts = np.array_split(one, -(-len(one) // 1000))
    return float(sum(_cube(part @ other.T, one.shape[1]).sum() for part in parts))


def _self_sum(sample: np.ndarray) -> float:
    return float(_cube(np.einsum("nd,nd->n", sample, sample), sample.shape[1]).sum())


def _cube(products: np.ndarray, features: int) -> np.ndarray:
    base = products / features + 1
    return base * base * base
