"""Seeds and test images at once."""

import numpy as np
import pytest
from scipy import stats

from metrics.intervals import accuracy_interval, paired_difference
from metrics.nested import image_variance, nested_accuracy, nested_difference, nested_interval
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


def answers(rights, n=40):
    """bool [repeats, n]: the first so many are right."""
    return np.arange(n)[None] < np.array(rights)[:, None]


def single(mean):
    return OverSeeds(seeds=1, mean=mean, standard_error=None, df=None)


@pytest.mark.parametrize("rights", [[30], [40], [0], [30, 34, 31]])
def test_the_interval_of_one_seed_is_that_of_the_images(rights):
    correct, other = answers(rights), answers([25] * len(rights))
    mean = correct.mean()
    assert nested_accuracy(single(mean), [correct]) == accuracy_interval(correct)
    difference, *ends = paired_difference(correct, other)
    found = nested_difference(single(difference), [correct], [other])
    assert found == tuple(ends) and found[0] < difference < found[1]


def test_one_seed_that_no_image_tells_from_another_arm_still_has_a_width():
    low, high = nested_difference(single(0.0), [answers([30])], [answers([30])])
    half = stats.norm.ppf(0.975) ** 2 / (40 + stats.norm.ppf(0.975) ** 2)
    assert (low, high) == pytest.approx((-half, half))
    low, high = nested_accuracy(single(1.0), [answers([40])])
    assert 0.9 < low < 0.92 and high == 1
    with pytest.raises(ValueError, match="two seeds or more"):
        nested_interval(single(0.0), 0.0, 40)


def test_several_seeds_go_by_the_means_of_their_repeats():
    random = np.random.default_rng(4)
    correct, others = random.uniform(size=(2, 3, 2, 40)) < np.array([0.8, 0.6])[:, None, None, None]
    for values, made in (
        (correct.mean(axis=1), lambda found: nested_accuracy(found, correct)),
        (
            correct.mean(axis=1) - others.mean(axis=1),
            lambda found: nested_difference(found, correct, others),
        ),
    ):
        (found,) = over_seeds([values.mean(axis=1)], [10.0], ["a"], resolution=1e-9)
        wanted = nested_interval(found, naive_image_variance(values.tolist()), 40)
        assert made(found) == pytest.approx((wanted[0], min(wanted[1], 1.0)))


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
