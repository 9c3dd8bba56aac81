"""Intervals for accuracies and for their paired differences, over the test images.

Each takes whether every test image was classified correctly: once, or by each of several repeats.
The repeats see the same images, so an image counts once, with its mean over the repeats. All
intervals cover the choice of test images, not the seed of training.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize, stats

CONFIDENCE = 0.95
_Z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))


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
    p = float(correct.mean())
    return wilson(p, _effective(n, repeats, p * (1 - p), float(correct.mean(axis=0).var())))


def _effective(n: int, repeats: int, variance_of_one: float, variance: float) -> float:
    """How many images single answers would need to tell as much as means of repeats."""
    if variance_of_one < 1e-12:  # nothing is known of the spread
        return float(n)
    most = n * repeats
    return min(max(n * variance_of_one / variance, n), most) if variance > 1e-12 else most


def wilson(p: float, n: float, level: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of a share p, 0..1, of n independent examples (or an effective n)."""
    z = stats.norm.ppf((1 + level) / 2)
    center = (2 * n * p + z**2) / (2 * (n + z**2))
    half = z / (2 * (n + z**2)) * math.sqrt(4 * n * p * (1 - p) + z**2)
    # At 0 and at 1 rounding could leave a trace.
    return (0.0 if p == 0 else float(center - half)), (1.0 if p == 1 else float(center + half))


def paired_difference(correct_a: np.ndarray, correct_b: np.ndarray) -> tuple[float, float, float]:
    """Return how much more accurate `a` is than `b` on the same images.

    Tango's score interval: the differences that McNemar's score test does not reject. It has a
    width where no image tells the two apart. With several repeats an image counts with its mean
    difference; gains and losses are their means over the images, and the number of images is the
    effective one of `accuracy_interval`, with the variances of differences in place of p (1 - p)
    and v. With one repeat each that is Tango's interval itself.

    Args:
        correct_a: bool [n] or [repeats, n], n at least 1.
        correct_b: bool [n] or [repeats, n], the same images in the same order.

    Returns:
        (difference, low, high) as shares in -1..1: the mean over the images, and the ends of its
        95 % interval.

    Raises:
        ValueError: no images, or two different numbers of them.

    Reference:
        Tango, "Equivalence test and confidence interval for the difference in proportions for the
        paired-sample design", Statistics in Medicine 17, 1998, section 3.
    """
    a, b = _check(correct_a), _check(correct_b)
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"expected the same images twice, received {a.shape[1]} and {b.shape[1]}")
    differences = a.mean(axis=0) - b.mean(axis=0)
    gains = float(np.maximum(differences, 0).mean())
    losses = float(np.maximum(-differences, 0).mean())
    mean = float(differences.mean())
    of_one = gains + losses - mean**2  # the variance, if each were -1, 0 or 1
    repeats = max(len(a), len(b))
    n = _effective(len(differences), repeats, of_one, float(differences.var()))
    return mean, *tango_interval(n * gains, n * losses, n)


def tango_interval(
    gains: float, losses: float, n: float, *, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the score interval of a difference of two paired shares, (gains - losses) / n.

    Args:
        gains: Pairs in which the first alone is right; need not be whole.
        losses: Pairs in which the second alone is right.
        n: All pairs.
        confidence: In 0..1.

    Returns:
        (low, high) in -1..1.

    Reference:
        As for `paired_difference`; equations (5) to (7).
    """
    z = float(stats.norm.ppf((1 + confidence) / 2))
    estimate = (gains - losses) / n
    upper = _crossing(lambda d: _score(d, gains, losses, n) + z, estimate)
    lower = -_crossing(lambda d: _score(d, losses, gains, n) + z, -estimate)
    return lower, upper


def _score(difference: float, gains: float, losses: float, n: float) -> float:
    """Tango's statistic: standard normal where the true difference is this one."""
    room = difference * (1 - difference)
    b = -gains - losses + (2 * n - gains + losses) * difference
    lost = (math.sqrt(max(b * b + 8 * n * losses * room, 0.0)) - b) / (4 * n)  # most likely share
    variance = n * (2 * lost + room)
    away = gains - losses - n * difference
    return away / math.sqrt(variance) if variance > 0 else (0.0 if away == 0 else -math.inf)


def _crossing(function: Callable[[float], float], estimate: float) -> float:
    """Where a function that falls from above zero at the estimate reaches it; 1 if nowhere."""
    start, end = estimate + 1e-12, 1 - 1e-12
    if start >= end or function(end) > 0:
        return 1.0
    return float(optimize.brentq(function, start, end, xtol=1e-13))


def _check(correct: np.ndarray) -> np.ndarray:
    """The same as bool [repeats, n]."""
    correct = np.asarray(correct)
    if correct.ndim not in (1, 2) or not correct.size or correct.dtype != np.bool_:
        raise ValueError(
            f"expected bool [n] or [repeats, n] with n >= 1, received {correct.dtype} "
            f"{correct.shape}"
        )
    return np.atleast_2d(correct)
