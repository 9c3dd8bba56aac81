"""Intervals against naive references."""

import math

import numpy as np
import pytest

from metrics.intervals import accuracy_interval, paired_difference, tango_interval

pytestmark = pytest.mark.filterwarnings("error")


def naive_wilson(successes, n, z=1.959963984540054):
    share = successes / n
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return center - half, center + half


def naive_tango(gains, losses, n, z=1.959963984540054):
    """All differences that the score test does not reject, found by trying a fine grid of them.

    The share of losses is the most likely one for that difference, found by trying as well.
    """
    kept = []
    for difference in np.linspace(-1, 1, 4001):
        lost = np.linspace(max(0, -difference), (1 - difference) / 2, 2001)
        won, tied = lost + difference, 1 - 2 * lost - difference
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = [np.where(count > 0, count * np.log(share), 0.0) for count, share in
                     ((gains, won), (losses, lost), (n - gains - losses, tied))]  # fmt: skip
        best = lost[np.nanargmax(sum(parts))]
        variance = n * (2 * best + difference - difference**2)
        if (gains - losses - n * difference) ** 2 <= z * z * variance:
            kept.append(difference)
    return min(kept), max(kept)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (10, 10), (1, 1), (97, 100), (9706, 10000)])
def test_accuracy_interval_equals_wilson(successes, n):
    correct = np.arange(n) < successes
    np.testing.assert_allclose(accuracy_interval(correct), naive_wilson(successes, n), atol=1e-12)


def test_accuracy_interval_of_mnist():
    low, high = accuracy_interval(np.arange(10_000) < 9706)
    assert (round(low, 4), round(high, 4)) == (0.9671, 0.9737)


@pytest.mark.parametrize(
    ("gains", "losses", "n", "expected"),
    [
        (9, 3, 32, (-0.027, 0.390)),  # Tango 1998, section 6.2, sleeping difficulties
        (1, 7, 21, (-0.517, -0.026)),  # Fagerland, Lydersen and Laake 2014, airway reactivity
        (25, 2, 102, (0.139, 0.321)),  # PMC10763857, table 2
    ],
)
def test_tango_equals_published_intervals(gains, losses, n, expected):
    low, high = tango_interval(gains, losses, n)
    assert (round(low, 3), round(high, 3)) == expected


def test_tango_equals_the_published_interval_of_few_losses():
    low, _ = tango_interval(0, 1, 44, confidence=0.90)
    assert round(low, 3) == -0.096  # Tango 1998, section 6.1, soft contact lenses


@pytest.mark.parametrize("counts", [(3, 1, 20), (0, 0, 30), (5, 0, 12), (4, 4, 10), (12, 2, 50)])
def test_tango_equals_a_grid_search(counts):
    np.testing.assert_allclose(tango_interval(*counts), naive_tango(*counts), atol=2e-3)


def test_paired_difference_is_tangos_of_the_counts():
    rng = np.random.default_rng(0)
    a, b = rng.random(500) < 0.9, rng.random(500) < 0.8
    gains = sum(bool(x and not y) for x, y in zip(a, b))
    losses = sum(bool(y and not x) for x, y in zip(a, b))
    found = paired_difference(a, b)
    assert found[0] == pytest.approx((gains - losses) / 500)
    assert found[1:] == pytest.approx(tango_interval(gains, losses, 500))
    assert paired_difference(b, a) == pytest.approx((-found[0], -found[2], -found[1]))


def test_images_that_tell_nothing_apart_leave_a_width():
    same = np.arange(10_000) < 9_900
    difference, low, high = paired_difference(same, same)
    # Without gains and losses Tango's ends are z^2 / (n + z^2), which a hand can compute.
    assert difference == 0 and -low == pytest.approx(high)
    assert high == pytest.approx(3.8414588 / 10_003.8414588)


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
    assert paired_difference(np.stack([one] * 2), one) == paired_difference(one, one)


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


def naive_paired_repeats(a, b):
    """Tango's interval with the effective number of images, by plain loops."""
    n = len(a[0])
    differences = [
        sum(row[i] for row in a) / len(a) - sum(row[i] for row in b) / len(b) for i in range(n)
    ]
    mean = sum(differences) / n
    gains = sum(d for d in differences if d > 0) / n
    losses = -sum(d for d in differences if d < 0) / n
    variance = sum((d - mean) ** 2 for d in differences) / n
    effective = n * (gains + losses - mean**2) / variance
    return mean, *tango_interval(effective * gains, effective * losses, effective)


def test_paired_difference_of_repeats_equals_a_plain_loop_over_means():
    rng = np.random.default_rng(2)
    a, b = rng.random((3, 300)) < 0.9, rng.random((2, 300)) < 0.8
    expected = naive_paired_repeats(a.tolist(), b.tolist())
    np.testing.assert_allclose(paired_difference(a, b), expected, rtol=1e-9)


def test_paired_difference_of_repeats_is_near_the_t_interval_where_images_are_many():
    rng = np.random.default_rng(3)
    a, b = rng.random((3, 20_000)) < 0.9, rng.random((3, 20_000)) < 0.8
    differences = a.mean(axis=0) - b.mean(axis=0)
    half = 1.96 * differences.std() / math.sqrt(len(differences))
    found = paired_difference(a, b)
    np.testing.assert_allclose(found[2] - found[1], 2 * half, rtol=0.02)


def test_paired_difference_of_thirds_without_spread():
    a, b = np.zeros((3, 4), bool), np.zeros((3, 4), bool)
    # Every image differs by one third, once as 3/3 - 2/3, once as 2/3 - 1/3.
    a[:, :2], b[:2, :2], a[:2, 2:], b[:1, 2:] = True, True, True, True
    difference, low, high = paired_difference(a, b)
    assert difference == pytest.approx(1 / 3)
    assert (low, high) == pytest.approx(tango_interval(12 / 3, 0, 12))


@pytest.mark.parametrize(
    ("a", "b", "expected"), [([1, 1], [1, 1], 0.0), ([1, 1], [0, 0], 1.0), ([0], [1], -1.0)]
)
def test_paired_difference_of_a_few_images(a, b, expected):
    difference, low, high = paired_difference(np.array(a, bool), np.array(b, bool))
    assert difference == expected and -1 <= low <= expected <= high <= 1 and low < high


@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.parametrize("drop", [0.0, 0.05])
def test_the_paired_interval_covers_what_it_says(repeats, drop):
    """95 % of the test sets drawn; images differ in how hard they are, as real ones do."""
    rng = np.random.default_rng(repeats)
    covered = 0
    for _ in range(1000):
        difficulty = rng.beta(1.8, 0.2, 150)
        a = rng.random((repeats, 150)) < difficulty * (1 - drop)
        b = rng.random((repeats, 150)) < difficulty
        _, low, high = paired_difference(a, b)
        covered += low <= -0.9 * drop <= high
    assert 0.92 < covered / 1000 < 0.98


def test_bad_input_is_refused():
    some, none = np.ones(3, bool), np.ones(0, bool)
    for wrong in (none, np.ones(3), np.ones((2, 0), bool), np.ones((3, 1, 1), bool)):
        with pytest.raises(ValueError, match="bool"):
            accuracy_interval(wrong)
    with pytest.raises(ValueError, match="received 3 and 2"):
        paired_difference(some, some[:2])
