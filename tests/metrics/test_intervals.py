"""Intervals against naive references."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from metrics.intervals import accuracy_interval, paired_difference

pytestmark = pytest.mark.filterwarnings("error")


def naive_wilson(successes, n, z=1.959963984540054):
    share = successes / n
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return center - half, center + half


def naive_paired(a, b):
    differences = [float(x) - float(y) for x, y in zip(a, b, strict=True)]
    n = len(differences)
    mean = sum(differences) / n
    variance = sum((d - mean) ** 2 for d in differences) / (n - 1)
    half = student.ppf(0.975, n - 1) * math.sqrt(variance / n)
    return mean, mean - half, mean + half


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (10, 10), (1, 1), (97, 100), (9706, 10000)])
def test_accuracy_interval_equals_wilson(successes, n):
    correct = np.arange(n) < successes
    np.testing.assert_allclose(accuracy_interval(correct), naive_wilson(successes, n), atol=1e-12)


def test_accuracy_interval_of_mnist():
    low, high = accuracy_interval(np.arange(10_000) < 9706)
    assert (round(low, 4), round(high, 4)) == (0.9671, 0.9737)


def test_paired_difference_equals_a_plain_loop():
    rng = np.random.default_rng(0)
    a, b = rng.random(500) < 0.9, rng.random(500) < 0.8
    np.testing.assert_allclose(paired_difference(a, b), naive_paired(a, b), rtol=1e-12)
    backwards = paired_difference(b, a)
    np.testing.assert_allclose(backwards[0], -paired_difference(a, b)[0])


def naive_repeats(correct):
    """Wilson's interval with the effective number of images, by plain loops."""
    repeats, n = len(correct), len(correct[0])
    means = [sum(row[image] for row in correct) / repeats for image in range(n)]
    p = sum(means) / n
    variance = sum((mean - p) ** 2 for mean in means) / n
    effective = n * p * (1 - p) / variance
    return naive_wilson(p * effective, effective)


def test_interval_of_repeats_equals_a_plain_loop():
    rng = np.random.default_rng(1)
    difficulty = rng.random(200)
    correct = rng.random((3, 200)) < difficulty
    low, high = accuracy_interval(correct)
    np.testing.assert_allclose((low, high), naive_repeats(correct.tolist()), atol=1e-12)
    once, threefold = accuracy_interval(correct[0]), accuracy_interval(np.tile(correct[0], 3))
    assert threefold[1] - threefold[0] < high - low < once[1] - once[0]


def test_repeats_that_agree_tell_no_more_than_one():
    one = np.arange(50) < 40
    assert accuracy_interval(np.stack([one] * 3)) == accuracy_interval(one)
    assert accuracy_interval(one[np.newaxis]) == accuracy_interval(one)
    assert paired_difference(np.stack([one] * 2), one) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("right", [True, False])
def test_repeats_that_are_all_right_or_all_wrong_are_as_good_as_one(right):
    correct = np.full((3, 20), right)
    expected = naive_wilson(20 * right, 20)
    np.testing.assert_allclose(accuracy_interval(correct), expected, atol=1e-12)


def test_repeats_that_never_agree_count_as_so_many_images():
    correct = np.eye(3, dtype=bool)[:, [0, 1, 2] * 10]
    np.testing.assert_allclose(accuracy_interval(correct), naive_wilson(30, 90), atol=1e-12)


def test_the_interval_of_repeats_covers_what_it_says():
    """95 % of the test sets drawn; images differ in how hard they are, as real ones do."""
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(1000):
        difficulty = rng.beta(1.8, 0.2, 150)
        low, high = accuracy_interval(rng.random((3, 150)) < difficulty)
        covered += low <= 0.9 <= high
    assert 0.92 < covered / 1000 < 0.98


def test_paired_difference_of_repeats_equals_a_plain_loop_over_means():
    rng = np.random.default_rng(2)
    a, b = rng.random((3, 300)) < 0.9, rng.random((2, 300)) < 0.8
    means = [[sum(row[i] for row in x.tolist()) / len(x) for i in range(300)] for x in (a, b)]
    np.testing.assert_allclose(paired_difference(a, b), naive_paired(*means), rtol=1e-9)


def test_paired_difference_of_thirds_without_spread():
    a, b = np.zeros((3, 4), bool), np.zeros((3, 4), bool)
    # Every image differs by one third, once as 3/3 - 2/3, once as 2/3 - 1/3.
    a[:, :2], b[:2, :2], a[:2, 2:], b[:1, 2:] = True, True, True, True
    found = paired_difference(a, b)
    assert found == pytest.approx((1 / 3,) * 3) and len(set(found)) == 1


@pytest.mark.parametrize(
    ("a", "b", "expected"), [([1, 1], [1, 1], 0.0), ([1, 1], [0, 0], 1.0), ([0], [1], -1.0)]
)
def test_paired_difference_without_spread(a, b, expected):
    found = paired_difference(np.array(a, bool), np.array(b, bool))
    assert found == (expected, expected, expected)


def test_bad_input_is_refused():
    some, none = np.ones(3, bool), np.ones(0, bool)
    for wrong in (none, np.ones(3), np.ones((2, 0), bool), np.ones((3, 1, 1), bool)):
        with pytest.raises(ValueError, match="bool"):
            accuracy_interval(wrong)
    with pytest.raises(ValueError, match="received 3 and 2"):
        paired_difference(some, some[:2])
