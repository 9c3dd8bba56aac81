"""Two samples at once: the seeds of a study, and the test images that all of them share."""

import math

import numpy as np
from scipy import stats

from metrics.intervals import CONFIDENCE
from metrics.over_seeds import OverSeeds


def image_variance(scores: np.ndarray) -> float:
    """The part of the variance of a mean that the choice of test images makes.

    Seeds and images are crossed: score = mean + seed + image + rest. The variance over the images
    of their means holds image / n and rest / (seeds n); the latter is in the spread of the seeds
    already, and is taken off here.

    Args:
        scores: float [seeds, n] or [n], n at least 2: how far each test image was classified
            correctly (0..1), or a difference of two such scores (-1..1).

    Returns:
        The variance, never below zero. Of one seed, that of the images with the rest in it.

    Reference:
        Owen, "The pigeonhole bootstrap", 2007, section 3.
    """
    scores = np.atleast_2d(np.asarray(scores, float))
    seeds, n = scores.shape
    by_image = scores.mean(axis=0)
    whole = float(by_image.var(ddof=1)) / n
    if seeds == 1:
        return whole
    rest = scores - by_image - scores.mean(axis=1, keepdims=True) + scores.mean()
    mean_square = float(np.sum(rest**2)) / ((seeds - 1) * (n - 1))
    return max(0.0, whole - mean_square / (seeds * n))


def nested_interval(found: OverSeeds, images: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a mean over other seeds *and* other test images.

    Args:
        found: Mean and spread over seeds; of one seed the images alone are in the interval.
        images: `image_variance` of the same mean.
        n: Test images.

    Returns:
        (low, high): t with Satterthwaite's degrees of freedom.
    """
    of_seeds = (found.standard_error or 0.0) ** 2
    total = of_seeds + images
    if total == 0.0:
        return found.mean, found.mean
    smaller = images**2 / max(n - 1, 1) + (of_seeds**2 / found.df if found.df else 0.0)
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, total**2 / smaller)) * math.sqrt(total)
    return found.mean - half, found.mean + half
