"""How good a generator's images were while it learned, as a classifier sees them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from metrics.intervals import wilson
from plots.palette import REAL_COLOR, SYNTHETIC_COLOR
from plots.style import MUTED, count_axis, new_figure, set_title, styled


@dataclass(frozen=True)
class Exported:
    """The images that a finished generator has drawn."""

    named_share: float
    """Part of them that is named as intended, 0..1."""
    images: int


@styled
def plot_judged(
    judged: pd.DataFrame, per_point: int, exported: Exported | None, title: str
) -> Figure:
    """Draw which share is named as intended above how varied the images are, both over updates.

    Args:
        judged: columns `update`, `named_share`, `confidence` (0..1), `variety` (maybe NaN), a row
            per epoch that was looked at, rising; the last one is that of the exported generator.
        per_point: images behind each row.
        exported: those of the synthetic set; None where there are none.
        title: names data set and class.

    Returns:
        A figure of two panels: shares with their 95 % Wilson intervals, and the variety beside that
        of real images, which is 1. A line stands at the end, where the generator was taken.
    """
    figure = new_figure(height=5.2)
    set_title(figure, title)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    updates = judged["update"].to_numpy()
    marker = "o" if len(judged) <= 40 else None
    _draw_shares(upper, judged, per_point, marker)
    lower.plot(updates, judged["variety"], color=REAL_COLOR, marker=marker, markersize=3.5)
    lower.axhline(1, color=MUTED, linestyle="--", linewidth=1.2)
    lower.set_ylabel("Variety\n(real ones: 1)")
    lower.set_ylim(0, max(1.25, 1.1 * np.nanmax([1.0, *judged["variety"]])))
    count_axis(lower, "Updates")
    for axes in (upper, lower):
        axes.axvline(updates[-1], color=MUTED, linewidth=1.2, linestyle=":")
    if exported is not None:
        upper.plot(
            updates[-1], 100 * exported.named_share, marker="*", markersize=13, color="#000000",
            linestyle="none", clip_on=False, zorder=5,
            label=f"exported generator, of {exported.images:,}",
        )  # fmt: skip
    figure.legend(*upper.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _draw_shares(axes: Axes, judged: pd.DataFrame, per_point: int, marker: str | None) -> None:
    updates, shares = judged["update"].to_numpy(), judged["named_share"].to_numpy()
    low, high = np.array([wilson(share, per_point) for share in shares]).T
    label = f"named as intended, of {per_point} (95 %)"
    axes.fill_between(updates, 100 * low, 100 * high, color=SYNTHETIC_COLOR, alpha=0.18, lw=0)
    axes.plot(
        updates, 100 * shares, color=SYNTHETIC_COLOR, marker=marker, markersize=3.5, label=label
    )
    axes.plot(
        updates, 100 * judged["confidence"], color=REAL_COLOR, linestyle="--",
        label="mean probability of the intended class",
    )  # fmt: skip
    axes.set_ylabel("Share, probability (%)")
    axes.set_ylim(-3, 103)
