"""Seeds and test images at once."""

import numpy as np
import pytest
from scipy import stats

from metrics.nested import image_variance, nested_interval
from metrics.over_seeds import OverSeeds, over_seeds


def naive_image_variance(scores):
    """By sums over seeds and images."""
    seeds, n = len(scores), len(scores[0])
    grand = sum(map(sum, scores)) / (seeds * n)
    images = [sum(row[i] for row in scores) / seeds for i in range(n)]
    rows = [sum(row) / n for row in scores]
    between = sum((mean - grand) ** 2 for mean in images) / (n - 1)
    rest = sum(
        (scores[s][i] - images[i] - rows[s] + grand) ** 2 for s in range(seeds) for i in range(n)
    ) / ((seeds - 1) * (n - 1))
    return max(0.0, between / n - rest / (seeds * n))


def test_it_is_the_plain_sum():
    random = np.random.default_rng(0)
    easy = random.uniform(0.2, 1, 40)
    scores = (random.uniform(size=(4, 40)) < easy).astype(float)
    assert image_variance(scores) == pytest.approx(naive_image_variance(scores.tolist()))
    assert image_variance(scores) > 0


def test_images_that_are_all_alike_add_nothing():
    random = np.random.default_rng(1)
    values = [image_variance(random.uniform(size=(5, 2000)) < 0.8) for _ in range(50)]
    assert np.mean(values) < 0.1 * 0.16 / 2000 and min(values) >= 0


def test_of_one_seed_it_is_that_of_the_mean():
    scores = np.array([1, 1, 0, 1, 0, 1], float)
    assert image_variance(scores) == pytest.approx(scores.var(ddof=1) / 6)


def test_the_interval_of_one_seed_is_that_of_the_images():
    scores = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])
    single = OverSeeds(seeds=1, mean=scores.mean(), standard_error=None, df=None)
    wanted = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    assert nested_interval(single, image_variance(scores), 7) == pytest.approx(wanted)


def test_without_an_image_part_it_is_that_of_the_seeds():
    (found,) = over_seeds([np.array([0.1, 0.2, 0.4])], [10.0], ["a"], resolution=1e-9)
    assert nested_interval(found, 0.0, 100) == pytest.approx(found.interval())


def test_it_covers_the_truth_over_seeds_and_images():
    """Images differ, seeds differ; the truth is the mean over all of both."""
    random = np.random.default_rng(2)
    covered, narrow = 0, 0
    for _ in range(120):
        images = random.normal(0, 0.3, 60)
        seeds = random.normal(0, 0.02, 6)
        scores = 0.5 + images + seeds[:, None] + random.normal(0, 0.3, (6, 60))
        (found,) = over_seeds([scores.mean(axis=1)], [10.0], ["a"], resolution=1e-9)
        low, high = nested_interval(found, image_variance(scores), 60)
        covered += low <= 0.5 <= high
        narrow += found.interval()[0] <= 0.5 <= found.interval()[1]
    assert 0.92 <= covered / 120 <= 0.99 and narrow / 120 < 0.85
