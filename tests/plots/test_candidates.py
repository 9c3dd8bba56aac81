"""The ranking of a sweep, drawn from numbers."""

import pytest

from plots.candidates import MOST_DRAWN, CandidatePoint, plot_candidates
from plots.style import figure_to_png


def point(mean, values=(), interval=None, name="gan cgan"):
    return CandidatePoint(name=name, values=values or (mean,), mean=mean, interval=interval)


def test_every_candidate_has_its_row_its_mean_and_its_seeds():
    points = [point(0.9, (0.88, 0.92), (0.85, 0.95)), point(0.7, name="gan $x$")]
    figure = plot_candidates(points, "Letters", "Validation accuracy of synthetic")
    (axes,) = figure.axes
    lines = axes.get_lines()
    assert [list(line.get_xdata()) for line in lines] == [
        [pytest.approx(90)], pytest.approx([88, 92]), [pytest.approx(70)],
    ]  # fmt: skip
    assert [line.get_ydata()[0] for line in lines] == pytest.approx([0, 0.22, 1])
    assert [text.get_text() for text in axes.get_yticklabels()] == ["gan cgan", "gan $x$"]
    assert "single seeds below" in axes.get_xlabel() and "table" not in axes.get_xlabel()
    low, high = axes.get_xlim()
    assert low < 70 and high > 95
    figure_to_png(figure)


def test_a_long_ranking_is_cut_and_says_so():
    points = [point(0.9 - place / 100, name=f"width {place}") for place in range(MOST_DRAWN + 3)]
    (axes,) = plot_candidates(points, "Letters", "Validation accuracy").axes
    assert len(axes.get_lines()) == MOST_DRAWN
    assert "3 further ones are in the table" in axes.get_xlabel()
