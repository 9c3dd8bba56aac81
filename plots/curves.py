"""Accuracy and loss of the classifiers of all arms along their training."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.palette import ArmStyle
from plots.style import (
    INK,
    count_axis,
    display_name,
    new_figure,
    percent_limits,
    set_title,
    styled,
)

COLUMNS = ("training_accuracy", "training_loss", "validation_accuracy", "validation_loss")
LATE_SHARE = 0.5  # of the updates: what the second panel shows
UNEVEN = 4  # times: arms that differ more in their numbers of updates are drawn over shares of them
CROWDED_SHARE = 0.25  # the late curves fill less than this of the axis: a second panel helps


@styled
def plot_curves(
    histories: Mapping[str, Sequence[pd.DataFrame]],
    column: str,
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
    curve_name: str = "validation",
    selected_updates: Mapping[str, Sequence[int]] | None = None,
) -> Figure:
    """Draw one column of the histories of all arms over updates.

    Several repeats of an arm are one line, their mean, in a band from the lowest to the highest.
    Where the start of training leaves little room for its end, a second panel shows the second
    half of the updates alone. Where one arm trains for many times as long as another, every curve
    is drawn over the share of its own training.

    Args:
        histories: arm -> one table per repeat with `update` and the column (accuracies in 0..1).
        column: one of `COLUMNS`.
        title: what stands before the name of the curve, such as the data set.
        styles: arm -> how it is drawn.
        curve_name: what the validation columns are called: "test" where the published protocol
            has no images held out for validation.
        selected_updates: arm -> update of each repeat's chosen checkpoint, marked on validation
            curves, at the value of that repeat.

    Raises:
        ValueError: an unknown column.
    """
    if column not in COLUMNS:
        raise ValueError(f"column: expected one of {', '.join(COLUMNS)}, received {column!r}")
    split, quantity = column.split("_")
    curves = {arm: _curve(repeats, column) for arm, repeats in histories.items()}
    updates = (selected_updates or {}) if split == "validation" else {}
    chosen = {arm: _points(histories[arm], column, updates.get(arm, ())) for arm in curves}
    across = "Classifier updates"
    if _is_uneven(curves):
        across = "Share of the arm's own updates (%)"
        curves, chosen = _over_shares(curves, chosen)
    several = max((len(repeats) for repeats in histories.values()), default=1)
    panels = 2 if _is_crowded(curves) else 1
    figure = new_figure(height=1.7 + 2.3 * panels)
    over = f", mean and range of {several} repeats" if several > 1 else ""
    set_title(figure, f"{title}: {curve_name if split == 'validation' else split} {quantity}{over}")
    all_axes = figure.subplots(panels, 1, squeeze=False)[:, 0]
    for axes in all_axes:
        _draw_curves(axes, curves, chosen, styles)
        axes.set_ylabel("Accuracy (%)" if quantity == "accuracy" else "Cross-entropy (nats)")
        count_axis(axes, across)
        _limit(axes, curves, quantity)
    if panels == 2:
        all_axes[0].set_xlabel("")
        all_axes[1].set_title("The second half, enlarged", loc="left")
        all_axes[1].set_xlim(_middle(curves), _end(curves) * 1.01)
        _limit(all_axes[1], {arm: _late(curve, curves) for arm, curve in curves.items()}, quantity)
    if curves:
        _add_legend(figure, all_axes[0], with_mark=any(chosen.values()))
    return figure


def _curve(repeats: Sequence[pd.DataFrame], column: str) -> pd.DataFrame:
    """Return columns update, value (the mean), low and high, in % for accuracies."""
    values = pd.concat([_finite(history, column) for history in repeats])
    of_update = values.groupby("update")["value"]
    return of_update.agg(value="mean", low="min", high="max").reset_index()


def _finite(history: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return columns update and value, in % for accuracies, without what is not finite."""
    factor = 100.0 if column.endswith("accuracy") else 1.0
    curve = pd.DataFrame({"update": history["update"], "value": history[column] * factor})
    return curve[np.isfinite(curve["value"])]


def _points(
    repeats: Sequence[pd.DataFrame], column: str, updates: Sequence[int]
) -> list[tuple[float, float]]:
    """Return (update, value) of the point of each repeat that is nearest to its chosen update."""
    points = []
    for history, update in zip(repeats, updates):
        curve = _finite(history, column)
        if len(curve):
            nearest = curve.iloc[(curve["update"] - update).abs().argmin()]
            points.append((nearest["update"], nearest["value"]))
    return points


def _draw_curves(
    axes: Axes,
    curves: Mapping[str, pd.DataFrame],
    chosen: Mapping[str, list[tuple[float, float]]],
    styles: Mapping[str, ArmStyle],
) -> None:
    for arm, curve in curves.items():
        style = styles[arm]
        marker = style.marker if len(curve) <= 40 else None
        axes.plot(
            curve["update"], curve["value"], label=display_name(arm), color=style.color,
            linestyle=style.line, marker=marker, markersize=3.5,
        )  # fmt: skip
        if (curve["high"] > curve["low"]).any():
            axes.fill_between(
                curve["update"], curve["low"], curve["high"], color=style.color, alpha=0.18,
                linewidth=0,
            )  # fmt: skip
        for update, value in chosen.get(arm, ()):
            axes.plot(
                update, value, marker="o", markersize=11 if len(chosen[arm]) == 1 else 7,
                color=style.color, markerfacecolor="none", markeredgewidth=2, zorder=5,
            )  # fmt: skip


def _add_legend(figure: Figure, axes: Axes, *, with_mark: bool) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if with_mark:
        ring = axes.plot(
            [], [], linestyle="none", marker="o", markersize=10, color=INK,
            markerfacecolor="none", markeredgewidth=1.6,
        )[0]  # fmt: skip
        handles, labels = [*handles, ring], [*labels, "selected"]
    columns = len(labels) if len(labels) <= 4 else 3
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, columnspacing=1.2)


def _limit(axes: Axes, curves: Mapping[str, pd.DataFrame], quantity: str) -> None:
    values = _values(curves)
    if not values.size:
        return
    if quantity == "accuracy":
        axes.set_ylim(percent_limits(values.tolist()))
        return
    margin = 0.06 * (values.max() - values.min()) or 0.05
    axes.set_ylim(max(-margin, values.min() - margin), values.max() + margin)


def _is_uneven(curves: Mapping[str, pd.DataFrame]) -> bool:
    ends = [float(curve["update"].max()) for curve in curves.values() if len(curve)]
    return bool(ends) and max(ends) > UNEVEN * min(ends)


def _over_shares(
    curves: Mapping[str, pd.DataFrame], chosen: Mapping[str, list[tuple[float, float]]]
) -> tuple[dict[str, pd.DataFrame], dict[str, list[tuple[float, float]]]]:
    """Curves and chosen points with their places in % of the whole training instead of updates."""
    ends = {arm: _end({arm: curve}) for arm, curve in curves.items() if len(curve)}
    shares = {
        arm: curve.assign(update=100 * curve["update"] / ends.get(arm, 1.0))
        for arm, curve in curves.items()
    }
    points = {arm: [(100 * x / ends[arm], y) for x, y in of] for arm, of in chosen.items()}
    return shares, points


def _is_crowded(curves: Mapping[str, pd.DataFrame]) -> bool:
    values = _values(curves)
    late = _values({arm: _late(curve, curves) for arm, curve in curves.items()})
    points = late.size // 2
    if points < 2 or np.ptp(values) == 0:
        return False
    return bool(np.ptp(late) < CROWDED_SHARE * np.ptp(values))


def _values(curves: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """The lowest and the highest value at every point of all curves."""
    parts = [curve[["low", "high"]].to_numpy(dtype=float).ravel() for curve in curves.values()]
    return np.concatenate(parts) if parts else np.empty(0)


def _end(curves: Mapping[str, pd.DataFrame]) -> float:
    return max(float(curve["update"].max()) for curve in curves.values() if len(curve))


def _middle(curves: Mapping[str, pd.DataFrame]) -> float:
    return LATE_SHARE * _end(curves)


def _late(curve: pd.DataFrame, curves: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    if not any(len(other) for other in curves.values()):
        return curve
    return curve[curve["update"] >= _middle(curves)]
