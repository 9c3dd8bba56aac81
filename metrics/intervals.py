"""Intervals for accuracies and for their paired differences, over the test images.

Each takes whether every test image was classified correctly: once, or by each of several repeats.
The repeats see the same images, so an image counts once, with its mean over the repeats. All
intervals cover the choice of test images, not the seed of training.
"""

import math

import numpy as np
from scipy import stats

CONFIDENCE = 0.95


def accuracy_interval(correct: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of an accuracy, or of the mean accuracy of several repeats.

    Wilson's interval. With several repeats its number of images n is the effective one,
    n p (1 - p) / v, where p is the mean accuracy and v the variance over the images of their means
    over the repeats: n if all repeats err on the same images, at most n times the repeats.

    Args:
        correct: bool [n] or [repeats, n], n at least 1: whether each test image was classified
            correctly.

    Returns:
        (low, high), both in 0..1.

    Raises:
        ValueError: no images.

    Reference:
        Wilson, "Probable inference, the law of succession, and statistical inference", 1927; with
        the effective sample size: Kott and Carr, "Developing an estimation strategy for a
        pesticide data program", 1997.
    """
    correct = _check(correct)
    repeats, n = correct.shape
    if not 0 < correct.sum() < correct.size:
        effective = float(n)  # nothing is known of the spread
    else:
        p, spread = correct.mean(), correct.mean(axis=0).var()
        most = n * repeats
        effective = min(max(n * p * (1 - p) / spread, n), most) if spread else most
    return wilson(float(correct.mean()), effective)


def wilson(p: float, n: float, level: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of a share p, 0..1, of n independent examples (or an effective n)."""
    z = stats.norm.ppf((1 + level) / 2)
    center = (2 * n * p + z**2) / (2 * (n + z**2))
    half = z / (2 * (n + z**2)) * math.sqrt(4 * n * p * (1 - p) + z**2)
    # At 0 and at 1 rounding could leave a trace.
    return (0.0 if p == 0 else float(center - half)), (1.0 if p == 1 else float(center + half))


def paired_difference(correct_a: np.ndarray, correct_b: np.ndarray) -> tuple[float, float, float]:
    """Return how much more accurate `a` is than `b` on the same images.

    Args:
        correct_a: bool [n] or [repeats, n], n at least 1.
        correct_b: bool [n] or [repeats, n], the same images in the same order.

    Returns:
        (difference, low, high) as shares in -1..1: the mean over the images of the differences
        (of means over the repeats) and its 95 % t interval; without any spread (all images alike)
        both ends equal the mean.

    Raises:
        ValueError: no images, or two different numbers of them.
    """
    a, b = _check(correct_a).mean(axis=0), _check(correct_b).mean(axis=0)
    if a.shape != b.shape:
        raise ValueError(f"expected the same images twice, received {len(a)} and {len(b)}")
    differences = a - b
    mean = float(differences.mean())
    if np.ptp(differences) < 1e-12:  # thirds leave a trace of rounding
        return mean, mean, mean
    interval = stats.ttest_1samp(differences, 0.0).confidence_interval(CONFIDENCE)
    return mean, float(interval.low), float(interval.high)


def _check(correct: np.ndarray) -> np.ndarray:
    """The same as bool [repeats, n]."""
    correct = np.asarray(correct)
    if correct.ndim not in (1, 2) or not correct.size or correct.dtype != np.bool_:
        raise ValueError(
            f"expected bool [n] or [repeats, n] with n >= 1, received {correct.dtype} "
            f"{correct.shape}"
        )
    return np.atleast_2d(correct)
