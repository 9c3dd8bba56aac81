"""Test accuracy of arms and classes, and confusion."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from plots import arm_accuracy, per_class_accuracy
from plots.confusion import plot_confusion, row_shares
from plots.palette import BLACK, GREEN, REAL, SYNTHETIC
from plots.style import figure_to_png

pytestmark = pytest.mark.filterwarnings("error")
STYLES = {"original": REAL, "synthetic": SYNTHETIC, "augmented": GREEN, "a": BLACK}


def plot_test_accuracy(*arguments, **options):
    return arm_accuracy.plot_test_accuracy(*arguments, styles=STYLES, **options)


def plot_per_class_accuracy(*arguments, **options):
    return per_class_accuracy.plot_per_class_accuracy(*arguments, styles=STYLES, **options)


def test_arms_have_a_point_an_interval_and_a_number():
    arms = {"original": (0.991, 0.989, 0.993), "synthetic": (0.97, 0.966, 0.973), "augmented": None}
    figure = plot_test_accuracy(arms, "MNIST: 10,000 real test images")
    axes = figure.axes[0]
    interval, point = axes.get_lines()[:2]
    np.testing.assert_allclose(interval.get_xdata(), [98.9, 99.3])
    np.testing.assert_allclose(point.get_xdata(), [99.1])
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["99.10 %", "97.00 %", "no result"]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["original", "synthetic", "augmented"]
    low, high = axes.get_xlim()
    assert 90 < low < 96.6 and 99.3 < high <= 101
    assert f"axis from {low:.1f} %" in axes.get_xlabel()
    figure_to_png(figure)


def test_repeats_are_dots_below_their_mean():
    arms = {"original": (0.90, 0.88, 0.92), "synthetic": None}
    repeats = {"original": (0.85, 0.91, 0.94), "synthetic": ()}
    axes = plot_test_accuracy(arms, "t", repeats=repeats).axes[0]
    dots = [line for line in axes.get_lines() if len(line.get_xdata()) == 3]
    assert len(dots) == 1
    np.testing.assert_allclose(dots[0].get_xdata(), [85, 91, 94])
    np.testing.assert_allclose(dots[0].get_ydata(), 0.25)
    low, high = axes.get_xlim()
    assert low < 85 and high > 94
    assert "the 3 trained models below" in axes.get_xlabel() and "Mean" in axes.get_xlabel()
    single = plot_test_accuracy(arms, "t", repeats={"original": ()}).axes[0]
    assert "repeats" not in single.get_xlabel()


@pytest.mark.parametrize("arms", [{"a": None}, {"a": (1.0, 1.0, 1.0)}, {"a": (0.0, 0.0, 0.1)}])
def test_extreme_arms(arms):
    assert figure_to_png(plot_test_accuracy(arms, "t"))


def test_every_class_has_a_point_per_arm():
    arms = {"original": {"a": 0.9, "b": 1.0}, "synthetic": {"a": 0.8, "b": float("nan")}}
    axes = plot_per_class_accuracy(arms, ["a", "b", "c"], "t").axes[0]
    points = {line.get_label(): line for line in axes.get_lines()}
    np.testing.assert_allclose(points["original"].get_xdata(), [90, 100])
    np.testing.assert_allclose(points["original"].get_ydata(), [-0.25, 0.75])
    np.testing.assert_allclose(points["synthetic"].get_xdata(), [80])
    np.testing.assert_allclose(points["synthetic"].get_ydata(), [0.25])


def test_a_class_has_a_line_over_its_range():
    arms = {"original": {"a": 0.9, "b": float("nan")}, "synthetic": {"a": 0.5, "b": 0.6}}
    ranges = {"original": {"a": (0.8, 0.95), "b": (float("nan"),) * 2}, "synthetic": {}}
    axes = plot_per_class_accuracy(arms, ["a", "b"], "t", ranges=ranges).axes[0]
    (line,) = axes.collections
    np.testing.assert_allclose(line.get_segments()[0], [[80, -0.25], [95, -0.25]])
    assert axes.get_xlim()[1] > 95 and "range of repeats" in axes.get_xlabel()
    assert "range" not in plot_per_class_accuracy(arms, ["a", "b"], "t").axes[0].get_xlabel()


def test_per_class_with_forty_long_names_or_without_arms():
    names = ["$a_{" + "x" * index for index in range(40)]
    figure = plot_per_class_accuracy({"original": dict.fromkeys(names, 0.5)}, names, "t")
    assert len(figure.axes[0].get_yticklabels()) == 40
    assert figure_to_png(figure)
    assert figure_to_png(plot_per_class_accuracy({}, names, "t"))


def test_row_shares_equal_a_plain_loop():
    matrix = np.array([[8, 2, 0], [0, 0, 0], [1, 1, 2]])
    expected = [[0.8, 0.2, 0.0], [0.0, 0.0, 0.0], [0.25, 0.25, 0.5]]
    np.testing.assert_allclose(row_shares(matrix), expected)


def test_confusion_prints_counts_and_colors_shares():
    matrix = np.array([[1200, 300], [0, 50]])
    figure = plot_confusion(matrix, ["<b>", "$x$"], "MNIST, synthetic")
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["1,200", "300", "0", "50"]
    assert to_rgba(axes.texts[0].get_color()) == to_rgba("white")
    assert to_rgba(axes.texts[2].get_color()) != to_rgba("white")
    shares = np.asarray(axes.get_images()[0].get_array())
    np.testing.assert_allclose(shares, [[80, 20], [0, 100]])
    assert [t.get_text() for t in axes.get_yticklabels()] == ["<b>", "$x$"]
    assert axes.get_ylabel() == "True class" and axes.get_xlabel() == "Predicted class"
    figure_to_png(figure)


def test_confusion_of_forty_classes_drops_the_numbers():
    figure = plot_confusion(np.eye(40, dtype=int), [f"class {i}" for i in range(40)], "t")
    assert not figure.axes[0].texts
    assert len(figure.axes[0].get_xticklabels()) == 40
    assert figure_to_png(figure)


def test_confusion_refuses_names_that_do_not_match():
    with pytest.raises(ValueError, match=r"\(3, 3\)"):
        plot_confusion(np.eye(2, dtype=int), ["a", "b", "c"], "t")
