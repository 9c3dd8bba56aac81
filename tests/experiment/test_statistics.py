"""Intervals against naive references."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from experiment.statistics import accuracy_interval, paired_difference

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


@pytest.mark.parametrize(
    ("a", "b", "expected"), [([1, 1], [1, 1], 0.0), ([1, 1], [0, 0], 1.0), ([0], [1], -1.0)]
)
def test_paired_difference_without_spread(a, b, expected):
    found = paired_difference(np.array(a, bool), np.array(b, bool))
    assert found == (expected, expected, expected)


def test_bad_input_is_refused():
    some, none = np.ones(3, bool), np.ones(0, bool)
    for wrong in (none, np.ones(3), np.ones((3, 1), bool)):
        with pytest.raises(ValueError, match="bool"):
            accuracy_interval(wrong)
    with pytest.raises(ValueError, match="received 3 and 2"):
        paired_difference(some, some[:2])
