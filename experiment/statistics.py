"""Intervals for accuracies and for their paired differences, over the test images."""

import numpy as np
from scipy import stats

CONFIDENCE = 0.95


def accuracy_interval(correct: np.ndarray) -> tuple[float, float]:
    """Return the 95 % Wilson interval of an accuracy.

    It covers the choice of test images, not the seed of training.

    Args:
        correct: bool [n], n at least 1: whether each test image was classified correctly.

    Returns:
        (low, high), both in 0..1.

    Raises:
        ValueError: no images.

    Reference:
        Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    correct = _check(correct)
    result = stats.binomtest(int(correct.sum()), len(correct))
    interval = result.proportion_ci(confidence_level=CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def paired_difference(correct_a: np.ndarray, correct_b: np.ndarray) -> tuple[float, float, float]:
    """Return how much more accurate `a` is than `b` on the same images.

    Args:
        correct_a: bool [n], n at least 1.
        correct_b: bool [n], the same images in the same order.

    Returns:
        (difference, low, high) as shares in -1..1: the mean of the per-image differences and its
        95 % t interval; without any spread (all images alike) both ends equal the mean.

    Raises:
        ValueError: no images, or two different numbers of them.
    """
    a, b = _check(correct_a), _check(correct_b)
    if a.shape != b.shape:
        raise ValueError(f"expected the same images twice, received {len(a)} and {len(b)}")
    differences = a.astype(np.float64) - b.astype(np.float64)
    mean = float(differences.mean())
    if np.ptp(differences) == 0:
        return mean, mean, mean
    interval = stats.ttest_1samp(differences, 0.0).confidence_interval(CONFIDENCE)
    return mean, float(interval.low), float(interval.high)


def _check(correct: np.ndarray) -> np.ndarray:
    correct = np.asarray(correct)
    if correct.ndim != 1 or not correct.size or correct.dtype != np.bool_:
        raise ValueError(f"expected bool [n] with n >= 1, received {correct.dtype} {correct.shape}")
    return correct
