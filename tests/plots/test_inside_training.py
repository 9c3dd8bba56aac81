"""What is drawn of two networks along a training is what was seen."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from plots.inside_training import histograms_gif, plot_histograms, plot_layers, plot_logits

UPDATES = np.array([10, 150, 300, 450])
RNG = np.random.default_rng(0)


def test_logits_are_medians_in_bands_above_the_areas():
    real, fake = RNG.normal(1, 1, (4, 20)), RNG.normal(-1, 1, (4, 30))
    areas = np.array([0.5, 0.7, 0.9, 1.0])
    figure = plot_logits(UPDATES, real, fake, areas, "Digits, class 3")
    logits, told = figure.axes
    drawn = {line.get_label(): line.get_ydata() for line in logits.lines}
    assert drawn["real images"] == pytest.approx(np.median(real, axis=1))
    assert drawn["fake images"] == pytest.approx(np.median(fake, axis=1))
    band = logits.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(np.percentile(real, 5, axis=1).min())
    assert told.lines[0].get_ydata() == pytest.approx(100 * areas)


def test_each_layer_is_a_line_and_nothing_is_drawn_where_a_logarithm_has_no_place():
    layers = {"01 Dense": np.array([1.0, 0.0, 0.1, 0.01]), "03 Conv2D": np.full(4, 2.0)}
    figure = plot_layers(UPDATES, {"Norm": layers, "Other": layers}, "Digits")
    assert len(figure.axes) == 2
    (first, second) = figure.axes[0].lines
    assert np.array_equal(first.get_ydata(), [1.0, np.nan, 0.1, 0.01], equal_nan=True)
    assert second.get_label() == "03 Conv2D" and figure.axes[0].get_yscale() == "log"
    still = plot_layers(UPDATES, {"Norm": layers | {"05 Dense": np.zeros(4)}}, "Digits")
    assert still.axes[0].lines[2].get_label() == "05 Dense: 0 or none"
    plain = plot_layers(UPDATES, {"Share": layers}, "Digits", logarithmic=False)
    assert np.array_equal(plain.axes[0].lines[0].get_ydata(), layers["01 Dense"])
    assert plain.axes[0].get_ylim()[0] == 0


def test_a_share_of_nothing_is_a_line_on_the_axis():
    """Where it would else be hidden behind it, cut in half."""
    layers = {"01 Dense": np.zeros(4)}
    figure = plot_layers(UPDATES, {"Share": layers}, "Digits", logarithmic=False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    (axes,) = figure.axes
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    x, y = axes.transData.transform((UPDATES[2], 0.0))
    row = pixels.shape[0] - round(y)
    color = np.array(matplotlib.colors.to_rgb(axes.lines[0].get_color())) * 255
    near = np.abs(pixels[row - 3 : row + 4, round(x)] - color).max(axis=1)
    assert near.min() < 10


def shares(bins=8):
    found = RNG.uniform(0, 1, (4, bins))
    return found / found.sum(axis=1, keepdims=True)


def test_histograms_are_roots_of_shares_from_the_lowest_bin_up():
    layers = {"generator 01 Dense": shares(), "generator 03 Dense": shares(), "other": shares()}
    figure = plot_histograms(UPDATES, layers, 4.0, "Digits", "Value")
    seen = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left") for axes in seen] == list(layers)
    for axes, expected in zip(seen, layers.values()):
        mesh = axes.collections[0].get_array()
        assert np.asarray(mesh) == pytest.approx(np.sqrt(expected.T))
    labels = dict(zip(axes.get_yticks(), [tick.get_text() for tick in axes.get_yticklabels()]))
    assert labels[np.arcsinh(10.0)] == "10" and labels[0.0] == "0"


def test_the_animation_goes_through_the_looks():
    layers = {"generator 01 Dense": shares(), "other": shares()}
    animation = Image.open(io.BytesIO(histograms_gif([10, 150, 300, 450], layers, 4.0, "Digits")))
    assert animation.n_frames == 4
    frames = []
    for number in range(4):
        animation.seek(number)
        frames.append(np.asarray(animation.convert("RGB")).copy())
    assert all((one != other).any() for one, other in zip(frames, frames[1:]))
