"""The low-data curve: what is drawn is what was given."""

import numpy as np
import pytest

from arms.catalog import ARMS
from plots.low_data_curve import Line, plot_differences, plot_low_data_curve
from plots.style import figure_to_png

STYLES = {name: arm.style for name, arm in ARMS.items()}
LINES = {
    "original": Line(amounts=[10, 100], values=[0.8, 0.9], lows=[0.75, 0.88], highs=[0.85, 0.92]),
    "synthetic": Line(
        amounts=[10, 100], values=[0.7, 0.95], lows=[0.6, 0.94], highs=[0.8, 0.96],
        sure=[True, False],
    ),
}  # fmt: skip


def test_lines_bands_and_axis():
    figure = plot_low_data_curve(LINES, "MNIST", styles=STYLES, band="95 %, over seeds")
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    assert [text.get_text() for text in axes.get_xticklabels()] == ["10", "100"]
    lines = [line for line in axes.get_lines() if len(line.get_xdata()) == 2]
    assert [list(line.get_ydata()) for line in lines] == [
        pytest.approx([80, 90]),
        pytest.approx([70, 95]),
    ]
    for line in lines:  # side by side, but near their amounts
        assert np.abs(np.log10(line.get_xdata()) - [1, 2]).max() < 0.03
    band = axes.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((75, 92))
    low, high = axes.get_ylim()
    assert low < 60 and high >= 96
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["original", "synthetic"]


def test_differences_have_a_zero_line_and_hollow_markers_where_nothing_is_sure():
    figure = plot_differences(
        {"synthetic": LINES["synthetic"]}, "MNIST", styles=STYLES, band="95 %", reference="best"
    )
    (axes,) = figure.axes
    assert list(axes.get_lines()[0].get_ydata()) == [0.0, 0.0]
    markers = [line for line in axes.get_lines() if len(line.get_xdata()) == 1]
    assert [line.get_markerfacecolor() for line in markers] == [
        STYLES["synthetic"].color,
        "white",
    ]
    assert "corrected interval" in axes.get_title(loc="left")


def test_one_amount_and_none_are_drawn_too():
    alone = Line(amounts=[50], values=[0.8], lows=[0.7], highs=[0.9])
    for lines in ({"original": alone}, {}):
        figure = plot_low_data_curve(lines, "$x_1$", styles=STYLES, band="95 %")
        assert figure_to_png(figure).startswith(b"\x89PNG")
