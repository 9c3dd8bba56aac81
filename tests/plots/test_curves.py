"""Learning curves of all arms."""

import numpy as np
import pandas as pd
import pytest

from plots import curves
from plots.palette import BLACK, REAL, SYNTHETIC
from plots.style import figure_to_png

pytestmark = pytest.mark.filterwarnings("error")
STYLES = {"original": REAL, "synthetic": SYNTHETIC, "none": BLACK, "one": BLACK}


def plot_curves(*arguments, **options):
    return curves.plot_curves(*arguments, styles=STYLES, **options)


def make_history(start, end, points=20):
    values = np.linspace(start, end, points)
    return pd.DataFrame(
        {
            "update": np.arange(1, points + 1) * 100,
            "training_accuracy": values,
            "training_loss": 1 - values,
            "validation_accuracy": values,
            "validation_loss": 1 - values,
        }
    )


HISTORIES = {"original": [make_history(0.5, 0.99)], "synthetic": [make_history(0.4, 0.95)]}


def test_curves_are_in_percent_over_updates_in_the_colors_of_the_arms():
    figure = plot_curves(HISTORIES, "validation_accuracy", "MNIST")
    (axes,) = figure.axes
    assert figure.get_suptitle() == "MNIST: validation accuracy"
    assert axes.get_ylabel() == "Accuracy (%)"
    assert axes.get_xlabel() == "Classifier updates"
    for line, (arm, (history,)) in zip(axes.get_lines(), HISTORIES.items(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), history["update"])
        np.testing.assert_allclose(line.get_ydata(), 100 * history["validation_accuracy"])
        assert line.get_color() == STYLES[arm].color
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["original", "synthetic"]
    figure_to_png(figure)


def test_the_selected_update_is_marked_on_validation_curves_only():
    chosen = {"original": [1500]}
    axes = plot_curves(HISTORIES, "validation_loss", "t", selected_updates=chosen).axes[0]
    marks = [line for line in axes.get_lines() if line.get_markersize() == 11]
    assert len(marks) == 1
    assert marks[0].get_xdata() == [1500]
    np.testing.assert_allclose(
        marks[0].get_ydata(), HISTORIES["original"][0]["validation_loss"][14]
    )
    training = plot_curves(HISTORIES, "training_loss", "t", selected_updates=chosen).axes[0]
    assert len(training.get_lines()) == 2


def test_several_repeats_are_their_mean_in_a_band():
    repeats = [make_history(0.5, end) for end in (0.90, 0.96, 0.99)]
    figure = plot_curves(
        {"original": repeats}, "validation_accuracy", "t", selected_updates={"original": [5, 2000]}
    )
    axes = figure.axes[0]
    values = 100 * np.stack([history["validation_accuracy"] for history in repeats])
    np.testing.assert_allclose(axes.get_lines()[0].get_ydata(), values.mean(axis=0))
    (band,) = axes.collections
    corners = band.get_paths()[0].vertices
    for update, low, high in zip(repeats[0]["update"], values.min(axis=0), values.max(axis=0)):
        found = corners[corners[:, 0] == update, 1]
        assert (found.min(), found.max()) == pytest.approx((low, high))
    marks = [line for line in axes.get_lines() if line.get_markersize() == 7]
    assert [mark.get_ydata()[0] for mark in marks] == pytest.approx([50, 96])
    assert (
        figure.get_suptitle().replace("\n", " ").endswith("accuracy, mean and range of 3 repeats")
    )
    assert axes.get_ylim()[1] > 99
    figure_to_png(figure)


def test_one_repeat_has_no_band():
    assert not plot_curves(HISTORIES, "training_loss", "t").axes[0].collections


def test_the_published_protocol_calls_the_curves_test():
    titles = [
        plot_curves(HISTORIES, column, "MNIST", curve_name="test").get_suptitle()
        for column in ("validation_accuracy", "training_accuracy")
    ]
    assert titles == ["MNIST: test accuracy", "MNIST: training accuracy"]


def test_a_flat_end_gets_a_second_panel():
    history = make_history(0.5, 0.99)
    history.loc[5:, "validation_accuracy"] = np.linspace(0.985, 0.99, 15)
    figure = plot_curves({"original": [history]}, "validation_accuracy", "t")
    whole, late = figure.axes
    assert late.get_title(loc="left") == "The second half, enlarged"
    assert late.get_xlim()[0] == 1000
    assert 97 < late.get_ylim()[0] < 99 < late.get_ylim()[1]
    assert whole.get_ylim()[0] < 50
    figure_to_png(figure)


def test_values_that_are_not_finite_and_empty_histories():
    broken = make_history(0.5, 0.9)
    broken.loc[10:, "training_loss"] = np.inf
    histories = {"original": [broken], "none": [broken[:0]], "one": [broken[:1]]}
    for column in ("training_loss", "validation_accuracy"):
        assert figure_to_png(plot_curves(histories, column, "t"))
    assert figure_to_png(plot_curves({}, "training_loss", "t"))
    assert figure_to_png(plot_curves({"none": [broken[:0]]}, "training_loss", "t"))


def test_an_arm_that_trains_for_many_times_as_long_is_drawn_over_its_own_training():
    """Else the others are a heap at the left."""
    longer = make_history(0.5, 0.99).assign(update=np.arange(1, 21) * 1500)
    histories = {"original": [longer], "synthetic": [make_history(0.4, 0.95)]}
    chosen = {"original": [1500], "synthetic": [1000]}
    figure = plot_curves(histories, "validation_accuracy", "t", selected_updates=chosen)
    axes = figure.axes[0]
    assert axes.get_xlabel() == "Share of the arm's own updates (%)"
    lines = [line for line in axes.get_lines() if len(line.get_xdata()) == 20]
    for line in lines:
        np.testing.assert_allclose(line.get_xdata(), np.arange(5, 101, 5))
    marks = [line.get_xdata()[0] for line in axes.get_lines() if line.get_markersize() == 11]
    assert marks == [5, 50]


def test_unknown_column_is_refused():
    with pytest.raises(ValueError, match="test_accuracy"):
        plot_curves(HISTORIES, "test_accuracy", "t")
