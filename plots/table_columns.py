"""Columns of real and of drawn rows, laid over each other, a small panel for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.palette import REAL_COLOR, SYNTHETIC_COLOR
from plots.style import display_name, display_names, new_figure, set_title, styled

MOST_COLUMNS = 24
_PANELS_IN_A_ROW = 2
_MOST_BARS = 8
_BINS = 24
_PANEL_HEIGHT = 1.5  # inches
_NAME_LENGTH = 18
_ONE_CATEGORY_LENGTH = 9
_LEVEL_CHARACTERS = 24


@dataclass(frozen=True)
class ShownColumn:
    """One column of two tables."""

    name: str
    real: np.ndarray
    """float [n]: numbers, or codes of the categories; NaN is a gap."""
    drawn: np.ndarray
    """float [m], likewise."""
    categories: tuple[str, ...] = ()
    """Texts of the codes; empty: numbers."""


@styled
def plot_columns(columns: Sequence[ShownColumn], title: str, made_by: str = "synthetic") -> Figure:
    """Draw the first columns: numbers as densities over the same bins, categories as bars.

    Args:
        columns: At least one; those beyond `MOST_COLUMNS` are left out, which the title says.
        title: Names the data.
        made_by: What the drawn rows are called.

    Raises:
        ValueError: There is no column.
    """
    if not columns:
        raise ValueError("expected at least one column, received none")
    shown = columns[:MOST_COLUMNS]
    rows = -(-len(shown) // _PANELS_IN_A_ROW)
    figure = new_figure(height=_PANEL_HEIGHT * rows + 0.9)
    rest = f" (first {len(shown)} of {len(columns)} columns)" if len(columns) > len(shown) else ""
    set_title(figure, title + rest)
    panels = figure.subplots(rows, _PANELS_IN_A_ROW, squeeze=False).ravel()
    for panel, column in zip(panels, shown):
        draw = _draw_categories if column.categories else _draw_numbers
        draw(panel, column)
        panel.set_title(display_name(column.name, _NAME_LENGTH) + _gaps(column), fontsize=9)
        panel.set_yticks([])
        panel.tick_params(labelsize=8)
    for panel in panels[len(shown) :]:
        panel.set_axis_off()
    handles = [panels[0].plot([], [], color=color, lw=5)[0] for color in _COLORS]
    figure.legend(handles, ["real", made_by], loc="outside lower center", ncols=2)
    return figure


_COLORS = (REAL_COLOR, SYNTHETIC_COLOR)


def _gaps(column: ShownColumn) -> str:
    """The share of gaps in both, where there are any."""
    shares = [float(np.isnan(side).mean()) if len(side) else 0.0 for side in _sides(column)]
    return f" (gaps {100 * shares[0]:.0f} %, {100 * shares[1]:.0f} %)" if any(shares) else ""


def _sides(column: ShownColumn) -> tuple[np.ndarray, np.ndarray]:
    return column.real, column.drawn


def _draw_numbers(panel: Axes, column: ShownColumn) -> None:
    sides = [side[~np.isnan(side)] for side in _sides(column)]
    both = np.concatenate(sides)
    if not len(both):
        return
    # Ends of long tails would leave one bar for all the rest.
    low, high = np.quantile(both, [0.005, 0.995])
    if low == high:
        low, high = both.min() - 0.5, both.max() + 0.5
    bins = np.linspace(low, high, _BINS + 1).tolist()
    for side, color in zip(sides, _COLORS):
        if len(side):
            weights = np.full(len(side), 1.0 / len(side))
            clipped = np.clip(side, low, high)
            panel.hist(clipped, bins, weights=weights, color=color, alpha=0.25)
            panel.hist(clipped, bins, weights=weights, color=color, histtype="step", lw=1.4)
    panel.locator_params(axis="x", nbins=4)  # long numbers beside each other cannot be read


def _draw_categories(panel: Axes, column: ShownColumn) -> None:
    count = len(column.categories)
    shares = np.stack([_shares(side, count) for side in _sides(column)])
    order = np.argsort(-shares[0], kind="stable")[:_MOST_BARS]
    places = np.arange(len(order))
    for offset, side, color in zip((-0.2, 0.2), shares, _COLORS):
        panel.bar(places + offset, side[order], width=0.4, color=color)
    labels = display_names([column.categories[code] for code in order], _ONE_CATEGORY_LENGTH)
    # So many letters have room beside each other.
    if sum(map(len, labels)) <= _LEVEL_CHARACTERS:
        panel.set_xticks(places, labels)
    else:
        panel.set_xticks(places, labels, rotation=45, ha="right", rotation_mode="anchor")
    if count > len(order):
        panel.set_xlabel(f"{count - len(order)} rarer ones left out", fontsize=8)


def _shares(codes: np.ndarray, count: int) -> np.ndarray:
    """float64 [count]: the part of the values there are."""
    there = codes[~np.isnan(codes)].astype(np.int64)
    return np.bincount(there, minlength=count)[:count] / max(len(there), 1)
