"""The candidates of a sweep, best first: a point and an interval for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from plots.palette import REAL
from plots.style import display_names, new_figure, percent_limits, set_title, styled

MOST_DRAWN = 24
_LABEL_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class CandidatePoint:
    """One candidate."""

    name: str
    values: Sequence[float]
    """Of single seeds, 0..1, not empty."""
    mean: float
    interval: tuple[float, float] | None
    """95 %, over seeds; None for one seed."""


@styled
def plot_candidates(candidates: Sequence[CandidatePoint], title: str, quantity: str) -> Figure:
    """Draw a row per candidate, at most `MOST_DRAWN` from the first on.

    Args:
        candidates: Best first.
        title: Names the data set.
        quantity: What the values are, such as `Validation accuracy of synthetic`.
    """
    drawn = candidates[:MOST_DRAWN]
    figure = new_figure(height=1.6 + 0.34 * max(len(drawn), 2), width=7.0)
    set_title(figure, title)
    axes = figure.subplots()
    for row, each in enumerate(drawn):
        if each.interval:
            low, high = (100 * end for end in each.interval)
            axes.hlines(row, low, high, color=REAL.color, linewidth=2.5, alpha=0.4)
        axes.plot(100 * each.mean, row, marker="o", markersize=7, color=REAL.color)
        if len(each.values) > 1:
            places = [100 * value for value in each.values]
            axes.plot(
                places, [row + 0.22] * len(places), linestyle="none", marker="o", markersize=3.5,
                color=REAL.color, markerfacecolor="none",
            )  # fmt: skip
    ends = [100 * v for each in drawn for v in (*each.values, *(each.interval or ()))]
    limits = percent_limits(ends or [0.0, 100.0])
    axes.set_xlim(limits)
    names = display_names([each.name for each in drawn], _LABEL_LENGTH)
    axes.set_yticks(range(len(drawn)), labels=names)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    left = len(candidates) - len(drawn)
    more = f"; {left} further ones are in the table" if left else ""
    axes.set_xlabel(f"{quantity} (%), mean and 95 % over seeds,\nsingle seeds below{more}")
    return figure
