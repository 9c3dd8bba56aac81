"""Losses and discriminator accuracy along the training of one GAN."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.palette import REAL_COLOR, SYNTHETIC_COLOR
from plots.style import MUTED, count_axis, new_figure, set_title, styled

SMOOTHING_SHARE = 0.03  # of the rows: the window of the running mean
_Series = Sequence[tuple[str, str, str]]
_LOSSES: _Series = (
    ("discriminator_loss", "discriminator", REAL_COLOR),
    ("generator_loss", "generator", SYNTHETIC_COLOR),
)
_ACCURACIES: _Series = (
    ("discriminator_accuracy_real", "on real images", REAL_COLOR),
    ("discriminator_accuracy_fake", "on fake images", SYNTHETIC_COLOR),
)


@styled
def plot_gan_losses(history: pd.DataFrame, title: str) -> Figure:
    """Draw the losses above the discriminator's accuracy, both over updates.

    Args:
        history: columns `update`, `generator_loss`, `discriminator_loss`,
            `discriminator_accuracy_real`, `discriminator_accuracy_fake` (0..1); any number of
            rows; values that are not finite are left out.
        title: names data set and class.

    Returns:
        A figure of two panels: every row faint, the running mean strong. Single spikes reach
        out of the panel and count for the mean only up to its edge.
    """
    figure = new_figure(height=5.6)
    set_title(figure, title)
    losses, accuracies = figure.subplots(2, 1, sharex=True)
    limits = _robust_limits(history[[column for column, _, _ in _LOSSES]].to_numpy(dtype=float))
    _draw_panel(losses, history, _LOSSES, factor=1.0, limits=limits)
    losses.set_ylabel("Loss")
    losses.set_ylim(limits)
    _draw_panel(accuracies, history, _ACCURACIES, factor=100.0, limits=(0.0, 100.0))
    accuracies.axhline(50, color=MUTED, linestyle="--", linewidth=1.2, label="50 %: cannot tell")
    accuracies.set_ylabel("Discriminator accuracy (%)")
    accuracies.set_ylim(-3, 103)
    count_axis(accuracies, "Updates")
    for axes in (losses, accuracies):
        _legend_above(axes)
    return figure


def running_mean(values: pd.Series) -> pd.Series:
    """Return the centred running mean over 3 % of the rows (at least one)."""
    window = max(1, round(len(values) * SMOOTHING_SHARE))
    return values.rolling(window, center=True, min_periods=1).mean()


def _draw_panel(
    axes: Axes,
    history: pd.DataFrame,
    series: _Series,
    *,
    factor: float,
    limits: tuple[float, float],
) -> None:
    updates = history["update"].to_numpy()
    marker = "o" if len(history) == 1 else None
    for column, label, color in series:
        values = history[column].astype(float)
        values = values.where(np.isfinite(values)) * factor
        smooth = running_mean(values.clip(*limits))
        axes.plot(updates, values, color=color, alpha=0.22, linewidth=0.8)
        axes.plot(updates, smooth, color=color, label=label, marker=marker)


def _robust_limits(values: np.ndarray) -> tuple[float, float]:
    """Return limits that a few spikes cannot stretch."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = np.percentile(finite, [0.2, 99.8])
    margin = 0.06 * (high - low) or 0.5
    return min(0.0, low - margin), high + margin


def _legend_above(axes: Axes) -> None:
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 0.98),
        ncols=3,
        columnspacing=1.2,
        handlelength=1.4,
        borderaxespad=0.2,
    )
