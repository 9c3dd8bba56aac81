"""Learning curves of families, drawn from arrays."""

import dataclasses

import numpy as np
import pytest

from plots.palette import REAL, SYNTHETIC
from plots.style import figure_to_png
from plots.training_progress import ProgressLine, plot_training_progress

SHARES = np.array([0.1, 0.5, 1.0])
STYLES = {"gan dcgan": REAL, "gan $x$": SYNTHETIC}


def line(named, variety):
    return ProgressLine(shares=SHARES, named=np.array(named), variety=np.array(variety))


def test_a_family_is_the_mean_of_its_seeds_over_its_own_training():
    lines = {
        "gan dcgan": line([[0.2, 0.6, 0.9], [0.4, 0.6, 1.0]], [[0.5, np.nan, 1.0], [0.7, 0.9, 1]]),
        "gan $x$": line([[0.1, 0.2, 0.3]], [[0.1, 0.1, 0.1]]),
    }
    figure = plot_training_progress(lines, "Letters", styles=STYLES)
    above, below = figure.axes
    drawn = above.get_lines()
    assert len(drawn) == 2 + 1 + 1  # two seeds and their mean, and a single seed
    assert list(drawn[2].get_xdata()) == pytest.approx([10, 50, 100])
    assert list(drawn[2].get_ydata()) == pytest.approx([30, 60, 95])
    assert list(drawn[3].get_ydata()) == pytest.approx([10, 20, 30])
    # A seed without a value leaves the others their mean.
    assert list(below.get_lines()[2].get_ydata()) == pytest.approx([0.6, 0.9, 1.0])
    whole = dataclasses.replace(lines["gan dcgan"], asked=2)
    some = dataclasses.replace(lines["gan $x$"], asked=3)
    told = plot_training_progress({"a": whole, "b": some}, "L", styles={"a": REAL, "b": REAL})
    texts = [text.get_text() for text in told.legends[0].get_texts()]
    assert texts == ["a", "b (1 of 3 seeds)"]
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["gan dcgan", "gan $x$"]
    options = "gan dcgan, gan.generator-learning-rate"
    long = {f"{options} {rate}": whole for rate in ("0.001", "0.002")}
    figure = plot_training_progress(long, "Letters", styles=dict.fromkeys(long, REAL))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(long)
    figure_to_png(figure)
