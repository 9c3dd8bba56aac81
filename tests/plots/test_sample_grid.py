"""Sheets of samples."""

import numpy as np
import pytest

from plots.sample_grid import plot_samples, plot_snapshots, select_snapshots
from plots.style import figure_to_png
from plots.tiles import EMPTY

pytestmark = pytest.mark.filterwarnings("error")


def flat_images(values, shape=(4, 4, 1)):
    return np.stack([np.full(shape, value, np.uint8) for value in values])


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [
        ([1], [1]),
        ([1, 2, 3], [1, 2, 3]),
        ([1, 10, 50, 100, 200, 300], [1, 10, 50, 100, 200, 300]),
        ([1, *range(5, 1001, 5)], [1, 10, 50, 100, 325, 550, 775, 1000]),
        ([*range(1, 32)], [1, 5, 10, 15, 20, 25, 28, 31]),
    ],
)
def test_select_snapshots_keeps_the_fixed_epochs(epochs, expected):
    chosen = [epochs[index] for index in select_snapshots(epochs, 8)]
    assert chosen == expected


def test_strip_has_a_labelled_row_per_epoch_and_a_column_per_latent():
    images = np.stack([flat_images([10 * f + m for m in range(3)]) for f in range(4)])
    figure = plot_snapshots([1, 10, 500, 1000], images, "MNIST, class 7")
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "10", "500", "1,000"]
    assert axes.get_ylabel() == "Epoch"
    sheet = np.asarray(axes.get_images()[0].get_array())
    assert sheet.shape == (16, 12)
    expected = [[10 * f + m for m in range(3)] for f in range(4)]
    np.testing.assert_array_equal(sheet[::4, ::4], expected)
    figure_to_png(figure)


def test_samples_stand_beside_each_other_and_missing_ones_are_named():
    samples = {
        "<b>$x$": (flat_images([1, 2, 3]), flat_images([4, 5])),
        "failed": (flat_images([6, 7, 8]), None),
    }
    figure = plot_samples(samples, "digits", columns=3)
    real, synthetic = figure.axes
    assert (real.get_title(), synthetic.get_title()) == ("Real", "Synthetic (GAN)")
    assert [label.get_text() for label in real.get_yticklabels()] == ["<b>$x$", "failed"]
    left = np.asarray(real.get_images()[0].get_array())[::4, ::4]
    right = np.asarray(synthetic.get_images()[0].get_array())[::4, ::4]
    np.testing.assert_array_equal(left, [[1, 2, 3], [6, 7, 8]])
    np.testing.assert_array_equal(right, [[4, 5, EMPTY], [EMPTY] * 3])
    assert [text.get_text() for text in synthetic.texts] == ["none"]
    assert not real.texts
    figure_to_png(figure)


def test_forty_color_classes_fit():
    images = flat_images(range(8), (8, 8, 3))
    samples = {f"class {index} {'long' * 50}": (images, images) for index in range(40)}
    figure = plot_samples(samples, "many")
    assert len(figure.axes[0].get_yticklabels()) == 40
    assert figure_to_png(figure)


def test_images_of_two_shapes_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        plot_samples({"a": (flat_images([1]), flat_images([1], (5, 5, 1)))}, "t")
