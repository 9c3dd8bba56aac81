"""Quality of generators along their training, a line per family of GANs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.palette import ArmStyle
from plots.style import MUTED, display_names, new_figure, percent_limits, set_title, styled

_LONGEST_LABEL = 70
"""Of a legend in one column, in characters; two columns have room for half of it each."""


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """One family: a quantity along the training, for each seed."""

    shares: np.ndarray
    """float [t]: parts of the training that are done, 0..1, ascending."""
    named: np.ndarray
    """float [seeds, t]: share of the images that a judge names as intended, 0..1."""
    variety: np.ndarray
    """float [seeds, t]: distance to the nearest other image, over that of real ones; maybe NaN."""
    asked: int = 0
    """Seeds that there should be; where more, the legend says of how many the line is."""


@styled
def plot_training_progress(
    lines: Mapping[str, ProgressLine], title: str, *, styles: Mapping[str, ArmStyle]
) -> Figure:
    """Draw what the judge names as intended, and below it the variety, over the training.

    Every family's line is over its own training, from its beginning to its end: the mean over the
    seeds, with a thin line for each seed where there are several.

    Args:
        lines: family -> its line.
        title: names the data set.
        styles: family -> how it is drawn.
    """
    names = zip(lines.values(), display_names(lines, _LONGEST_LABEL), strict=True)
    labels = [name + _how_many(line) for line, name in names]
    columns = 2 if all(len(label) <= _LONGEST_LABEL / 2 for label in labels) else 1
    figure = new_figure(height=5.4 + 0.25 * -(-len(labels) // columns))
    set_title(figure, title)
    above, below = figure.subplots(2, sharex=True)
    for (family, line), label in zip(lines.items(), labels, strict=True):
        _draw(above, line.shares, 100 * line.named, styles[family], label)
        _draw(below, line.shares, line.variety, styles[family], label)
    named = [100 * value for line in lines.values() for value in line.named.ravel()]
    above.set_ylim(percent_limits(named or [0.0, 100.0]))
    above.set_ylabel("Named as intended (%)")
    below.axhline(1.0, color=MUTED, linewidth=1.0, linestyle=":")
    below.set_ylim(bottom=0.0)
    below.set_ylabel("Variety (real = 1)")
    below.set_xlim(0, 100)
    below.set_xlabel("Part of the family's own training (%)")
    # Below both: a setting of several options is long, and lines go everywhere.
    handles = above.get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=columns, fontsize=9)
    return figure


def _how_many(line: ProgressLine) -> str:
    seeds = len(line.named)
    return f" ({seeds} of {line.asked} seeds)" if seeds < line.asked else ""


def _draw(axes: Axes, shares: np.ndarray, values: np.ndarray, style: ArmStyle, label: str) -> None:
    places = 100 * shares
    for row in values if len(values) > 1 else ():
        axes.plot(places, row, color=style.color, linewidth=0.7, alpha=0.45)
    every = max(1, len(shares) // 8)
    axes.plot(
        places, _mean(values), color=style.color, linestyle=style.line, marker=style.marker,
        markevery=every, markersize=5, label=label,
    )  # fmt: skip


def _mean(values: np.ndarray) -> Sequence[float]:
    """Over the seeds that have a value; NaN where none has."""
    known = np.isfinite(values)
    totals = np.where(known, values, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), totals / np.maximum(known.sum(axis=0), 1), np.nan).tolist()
