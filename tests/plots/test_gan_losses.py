"""The loss plot of a GAN."""

import numpy as np
import pandas as pd
import pytest

from plots.gan_losses import plot_gan_losses, running_mean
from plots.style import figure_to_png

pytestmark = pytest.mark.filterwarnings("error")


def make_history(rows):
    steps = np.arange(1, rows + 1)
    return pd.DataFrame(
        {
            "update": steps * 10,
            "generator_loss": 1.0 + 0.1 * np.sin(steps),
            "discriminator_loss": 1.3 + 0.1 * np.cos(steps),
            "discriminator_accuracy_real": np.where(steps % 2, 0.75, 0.25),
            "discriminator_accuracy_fake": np.full(rows, 0.5),
        }
    )


def lines_by_label(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_panels_show_raw_and_smoothed_values_with_the_50_percent_line():
    history = make_history(200)
    figure = plot_gan_losses(history, "MNIST, class 7")
    losses, accuracies = figure.axes
    assert figure.get_suptitle() == "MNIST, class 7"
    raw = losses.get_lines()[0]
    np.testing.assert_array_equal(raw.get_xdata(), history["update"])
    np.testing.assert_allclose(raw.get_ydata(), history["discriminator_loss"])
    assert raw.get_alpha() < 0.5
    drawn = lines_by_label(accuracies)
    assert set(drawn["50 %: cannot tell"].get_ydata()) == {50}
    np.testing.assert_allclose(drawn["on fake images"].get_ydata(), 50.0)
    smooth = drawn["on real images"].get_ydata()
    assert smooth.min() > 40 and smooth.max() < 60
    assert accuracies.get_ylabel() == "Discriminator accuracy (%)"
    assert accuracies.get_xlabel() == "Updates"
    figure_to_png(figure)


def test_running_mean_equals_a_plain_loop():
    values = pd.Series(np.random.default_rng(0).normal(size=100))
    window = 3
    expected = [values[max(0, i - 1) : i + 2].mean() for i in range(100)]
    np.testing.assert_allclose(running_mean(values), expected)
    assert window == round(100 * 0.03)


def test_a_spike_neither_stretches_the_axis_nor_bends_the_mean():
    history = make_history(2000)
    history.loc[1000, "generator_loss"] = 1e6
    losses = plot_gan_losses(history, "t").axes[0]
    assert losses.get_ylim()[1] < 2
    assert lines_by_label(losses)["generator"].get_ydata().max() < 1.15


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_short_histories(rows):
    assert figure_to_png(plot_gan_losses(make_history(rows), "short"))


def test_not_finite_values_are_left_out():
    history = make_history(50)
    history.loc[40:, "generator_loss"] = np.nan
    history.loc[45:, "discriminator_loss"] = np.inf
    figure = plot_gan_losses(history, "diverged")
    assert np.isfinite(figure.axes[0].get_ylim()).all()
    assert figure_to_png(figure)
