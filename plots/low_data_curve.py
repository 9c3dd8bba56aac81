"""The low-data curve: real examples per class against accuracy, a line with a band per arm."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from plots.palette import ArmStyle
from plots.style import INK, MUTED, display_names, new_figure, percent_limits, set_title, styled

_HEIGHT = 4.4
# Markers of arms at one amount stand side by side: decades from one to the next at most, and over
# at most this part of the distance between two amounts.
_DODGE, _DODGED_PART = 0.03, 0.45


@dataclass(frozen=True, kw_only=True)
class Line:
    """One arm over the amounts of data at which it has a result."""

    amounts: Sequence[float]
    """Real examples per class, > 0, ascending."""
    values: Sequence[float]
    """Accuracies (0..1), or differences of them (-1..1)."""
    lows: Sequence[float]
    highs: Sequence[float]
    """Ends of the 95 % intervals."""
    sure: Sequence[bool] = ()
    """Where a difference is called better or worse: a filled marker, else a hollow one; empty: all
    are filled."""


@styled
def plot_low_data_curve(
    lines: Mapping[str, Line],
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
    band: str,
) -> Figure:
    """Draw test accuracy over real examples per class on a log axis.

    Args:
        lines: arm -> its line.
        title: names the data set.
        styles: arm -> how it is drawn.
        band: what the bands are, such as `95 % over seeds and test images`.
    """
    figure, axes = _frame(title, lines)
    _draw(axes, lines, styles)
    ends = [100 * end for line in lines.values() for end in (*line.lows, *line.highs)]
    axes.set_ylim(percent_limits(ends or [0.0, 100.0]))
    axes.set_ylabel("Test accuracy (%)")
    _finish(figure, axes, lines, band)
    return figure


@styled
def plot_differences(
    lines: Mapping[str, Line],
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
    band: str,
    reference: str,
) -> Figure:
    """Draw the difference to a reference over real examples per class on a log axis.

    Args:
        lines: arm -> its line.
        title: names the data set.
        styles: arm -> how it is drawn.
        band: as for `plot_low_data_curve`.
        reference: what zero stands for.
    """
    figure, axes = _frame(title, lines)
    axes.axhline(0.0, color=INK, linewidth=1.2, zorder=1.5)
    _draw(axes, lines, styles)
    axes.set_ylabel(f"Points against the {reference}")
    if any(len(line.sure) for line in lines.values()):
        band += ";\nfilled: better or worse by the corrected interval"
    _finish(figure, axes, lines, band)
    return figure


def _frame(title: str, lines: Mapping[str, Line]) -> tuple[Figure, Axes]:
    figure = new_figure(height=_HEIGHT)
    set_title(figure, title)
    axes = figure.subplots()
    axes.set_xscale("log")
    amounts = _amounts(lines)
    if amounts:  # before anything is drawn: one amount alone has no width
        axes.set_xlim(amounts[0] / 1.35, amounts[-1] * 1.35)
    return figure, axes


def _amounts(lines: Mapping[str, Line]) -> list[float]:
    return sorted({amount for line in lines.values() for amount in line.amounts})


def _draw(axes: Axes, lines: Mapping[str, Line], styles: Mapping[str, ArmStyle]) -> None:
    middle = (len(lines) - 1) / 2
    step = _step(lines)
    for place, ((arm, line), label) in enumerate(zip(lines.items(), display_names(lines))):
        style = styles[arm]
        amounts = [amount * 10 ** (step * (place - middle)) for amount in line.amounts]
        values, lows, highs = (
            [100 * value for value in each] for each in (line.values, line.lows, line.highs)
        )
        axes.fill_between(amounts, lows, highs, color=style.color, alpha=0.13, linewidth=0)
        axes.vlines(amounts, lows, highs, color=style.color, linewidth=1.4, alpha=0.6)
        axes.plot(amounts, values, linestyle=style.line, color=style.color, linewidth=1.6)
        sure = line.sure if len(line.sure) else [True] * len(values)
        for amount, value, filled in zip(amounts, values, sure):
            axes.plot(
                amount, value, marker=style.marker, markersize=6.5, color=style.color,
                markerfacecolor=style.color if filled else "white", linestyle="none",
            )  # fmt: skip
        axes.plot([], [], marker=style.marker, linestyle=style.line, color=style.color, label=label)


def _step(lines: Mapping[str, Line]) -> float:
    """Decades between the markers of two arms at one amount."""
    places = sorted({math.log10(amount) for line in lines.values() for amount in line.amounts})
    gaps = [second - first for first, second in zip(places, places[1:])]
    return min([_DODGE, *(_DODGED_PART * gap / max(len(lines) - 1, 1) for gap in gaps)])


def _finish(figure: Figure, axes: Axes, lines: Mapping[str, Line], band: str) -> None:
    amounts = _amounts(lines)
    axes.xaxis.set_major_locator(FixedLocator(amounts))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(amounts, labels=[f"{amount:,.0f}" for amount in amounts])
    axes.set_xlabel("Real examples per class (log axis)")
    if lines:
        figure.legend(loc="outside lower center", ncols=3, fontsize=9.5)
    axes.set_title(f"Band: {band}", loc="left", color=MUTED, fontsize=8.5)
