"""Whether a curve had settled, against plain loops and curves made by hand."""

import math

import numpy as np
import pytest

from metrics.settling import settling

UPDATES = np.arange(1, 16) * 100
NONE = np.full(15, np.nan)


def naive_slope(x, y):
    """Least squares and the slope's standard error, by plain loops."""
    n, mean_x, mean_y = len(x), sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / spread
    left = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y))
    return slope, math.sqrt(left / (n - 2) / spread)


def test_slope_and_error_equal_plain_loops():
    rng = np.random.default_rng(0)
    curve = 0.9 + 0.02 * rng.random(15)
    found = settling(UPDATES, curve, curve)
    third = (1500 - 100) / 3
    slope, error = naive_slope((UPDATES[-5:] / third).tolist(), curve[-5:].tolist())
    assert found.slope == pytest.approx(slope) and found.standard_error == pytest.approx(error)


def test_a_straight_line_rises_by_a_third_of_its_height_in_a_third():
    line = np.linspace(0.3, 0.9, 15)
    found = settling(UPDATES, line + 0.05, line)
    assert found.slope == pytest.approx(0.2) and found.state == "still rising"
    assert found.gap == pytest.approx(0.05)
    assert (found.training, found.validation, found.points) == pytest.approx((0.95, 0.9, 15))


def test_a_curve_that_has_levelled_off_has_settled():
    curve = 0.95 - 0.5 * np.exp(-np.arange(15))
    assert settling(UPDATES, curve, curve).state == "settled"
    flat = settling(UPDATES, np.ones(15), np.full(15, 0.8))
    assert (flat.state, flat.slope) == ("settled", 0.0) and flat.gap == pytest.approx(0.2)


def test_a_curve_that_falls_has_settled():
    assert settling(UPDATES, UPDATES / 1500, 1 - UPDATES / 1e4).state == "settled"


def test_a_sure_rise_too_small_to_matter_has_settled():
    curve = 0.9 + UPDATES * 1e-6  # 0.05 points in a third
    assert settling(UPDATES, curve, curve).state == "settled"


def test_without_validation_the_training_curve_is_looked_at():
    rising, level = np.linspace(0.2, 0.8, 15), np.ones(15)
    assert settling(UPDATES, rising, NONE).state == "still rising"
    found = settling(UPDATES, level, NONE)
    assert (found.state, found.validation, found.gap) == ("settled", None, None)


def test_a_curve_too_noisy_to_tell_is_not_called_settled():
    noisy = np.full(15, 0.9)
    noisy[-5:] = (0.88, 0.93, 0.90, 0.94, 0.91)
    found = settling(UPDATES, noisy, noisy)
    assert found.slope > 0 and found.state == "not known" and found.points == 15


def test_too_few_points_are_said():
    found = settling([1, 2, 3], [0.1, 0.5, 0.9], [0.1, 0.4, 0.7])
    assert (found.state, found.slope, found.standard_error) == ("not known", None, None)
    assert (found.training, found.validation) == (0.9, 0.7)


def test_noise_alone_seldom_reads_as_a_rise_and_a_rise_mostly_does():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.002, (1000, 15))
    flat = sum(settling(UPDATES, row, 0.9 + row).state == "still rising" for row in noise)
    assert flat / 1000 < 0.08
    rise = UPDATES / 1500 * 0.045  # 1.4 points in a third
    found = sum(settling(UPDATES, row, 0.9 + rise + row).state == "still rising" for row in noise)
    assert found / 1000 > 0.95


def test_curves_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="received 2, 1 and 2"):
        settling([1, 2], [0.5], [0.5, 0.6])
    with pytest.raises(ValueError, match="received 0"):
        settling([], [], [])
