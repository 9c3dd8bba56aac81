"""Runs side by side, and images in little."""

import io

import numpy as np
import pytest
from PIL import Image

from plots.palette import REAL, SYNTHETIC
from plots.run_accuracy import plot_run_accuracy
from plots.style import figure_to_png
from plots.thumbnail import thumbnail

STYLES = {"original": REAL, "synthetic": SYNTHETIC}


def test_every_run_has_a_point_and_an_interval_in_the_row_of_its_arm():
    arms = {
        "original": [("Settings A", (0.95, 0.93, 0.97)), ("Settings B", (0.96, 0.94, 0.98))],
        "synthetic": [("Settings A", (0.90, 0.88, 0.92))],
        "new": [("Settings B", (0.5, 0.4, 0.6))],
    }
    figure = plot_run_accuracy(arms, "Digits", styles=STYLES)
    axes = figure.axes[0]
    points = [line for line in axes.get_lines() if len(line.get_xdata())]
    assert [line.get_xdata()[0] for line in points] == pytest.approx([95, 96, 90, 50])
    rows = [round(line.get_ydata()[0]) for line in points]
    assert rows == [0, 0, 1, 2] and points[0].get_ydata() != points[1].get_ydata()
    assert points[0].get_marker() == points[2].get_marker() != points[1].get_marker()
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["Settings A", "Settings B"]
    figure_to_png(figure)


def test_one_kind_of_settings_needs_no_legend():
    figure = plot_run_accuracy({"original": [("A", (1.0, 0.9, 1.0))]}, "x", styles=STYLES)
    assert figure.legends == []


@pytest.mark.parametrize("count, channels", [(1, 1), (8, 3), (11, 1)])
def test_a_thumbnail_has_one_size_whatever_it_shows(count, channels):
    images = np.full((count, 16, 20, channels), 7, np.uint8)
    pixels = np.asarray(Image.open(io.BytesIO(thumbnail(images))))
    assert pixels.shape == (66, 134, 3)
    assert (pixels[:32, :32] == 7).all()
    assert (pixels[40, 120] == (7 if count >= 8 else 255)).all()
