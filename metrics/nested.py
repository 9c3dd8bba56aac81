"""Two samples at once: the seeds of a study, and the test images that all of them share."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from metrics.intervals import CONFIDENCE, accuracy_interval, paired_difference
from metrics.over_seeds import OverSeeds


def nested_accuracy(found: OverSeeds, correct: Sequence[np.ndarray]) -> tuple[float, float]:
    """The 95 % interval of a mean accuracy over other seeds *and* other test images.

    Args:
        found: Mean and spread over seeds.
        correct: For each seed bool [repeats, n], whether each test image was classified correctly;
            the same images for all.

    Returns:
        (low, high) in 0..1; of one seed that of the images alone (`accuracy_interval`).
    """
    if len(correct) == 1:
        return accuracy_interval(correct[0])
    scores = np.stack([each.mean(axis=0) for each in correct])
    low, high = nested_interval(found, image_variance(scores), scores.shape[1])
    return max(low, 0.0), min(high, 1.0)


def nested_difference(
    found: OverSeeds, correct: Sequence[np.ndarray], others: Sequence[np.ndarray]
) -> tuple[float, float]:
    """The same of a mean difference, -1..1, paired by seed and image.

    Of one seed it is Tango's (`paired_difference`), which has a width where no image tells the two
    apart: a t interval has none there.
    """
    if len(correct) == 1:
        _, low, high = paired_difference(correct[0], others[0])
        return low, high
    scores = np.stack([a.mean(axis=0) - b.mean(axis=0) for a, b in zip(correct, others)])
    return nested_interval(found, image_variance(scores), scores.shape[1])


def image_variance(scores: np.ndarray) -> float:
    """The part of the variance of a mean that the choice of test images makes.

    Seeds and images are crossed: score = mean + seed + image + rest. The variance over the images
    of their means holds image / n and rest / (seeds n); the latter is in the spread of the seeds
    already, and is taken off here.

    Args:
        scores: float [seeds, n], both at least 2: how far each test image was classified
            correctly (0..1), or a difference of two such scores (-1..1).

    Returns:
        The variance, never below zero.

    Reference:
        Owen, "The pigeonhole bootstrap", 2007, section 3.
    """
    scores = np.asarray(scores, float)
    seeds, n = scores.shape
    by_image = scores.mean(axis=0)
    whole = float(by_image.var(ddof=1)) / n
    rest = scores - by_image - scores.mean(axis=1, keepdims=True) + scores.mean()
    mean_square = float(np.sum(rest**2)) / ((seeds - 1) * (n - 1))
    return max(0.0, whole - mean_square / (seeds * n))


def nested_interval(found: OverSeeds, images: float, n: int) -> tuple[float, float]:
    """The 95 % t interval of a mean over two seeds or more *and* over test images.

    Args:
        found: Mean and spread over seeds.
        images: `image_variance` of the same mean.
        n: Test images.

    Returns:
        (low, high): t with Satterthwaite's degrees of freedom.

    Raises:
        ValueError: One seed.
    """
    if found.standard_error is None or found.df is None:
        raise ValueError("expected two seeds or more, received one")
    of_seeds = found.standard_error**2
    total = of_seeds + images
    if total == 0.0:
        return found.mean, found.mean
    smaller = images**2 / max(n - 1, 1) + of_seeds**2 / found.df
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, total**2 / smaller)) * math.sqrt(total)
    return found.mean - half, found.mean + half
