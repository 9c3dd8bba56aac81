"""Test accuracy of the arms with their intervals."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from plots.palette import ArmStyle
from plots.style import MUTED, display_names, new_figure, percent_limits, set_title, styled

AccuracyAndInterval = tuple[float, float, float]


@styled
def plot_test_accuracy(
    arms: Mapping[str, AccuracyAndInterval | None],
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
    repeats: Mapping[str, Sequence[float]] | None = None,
) -> Figure:
    """Draw a point and its 95 % interval per arm, and below it a dot per repeat.

    Points, not bars: the axis need not start at zero, and says where it starts.

    Args:
        arms: arm -> (accuracy, low, high) in 0..1, None for an arm without a result.
        title: names the data set and the test images.
        styles: arm -> how it is drawn.
        repeats: arm -> the accuracies, 0..1, of its single repeats, where there are several.
    """
    figure = new_figure(height=1.7 + 0.5 * len(arms))
    set_title(figure, title)
    axes = figure.subplots()
    rows = {arm: row for row, arm in enumerate(arms)}
    known = {arm: tuple(100 * value for value in found) for arm, found in arms.items() if found}
    single = {arm: [100 * each for each in (repeats or {}).get(arm, ())] for arm in known}
    shown = [*known.values(), *single.values()]
    limits = percent_limits([value for found in shown for value in found] or [0.0, 100.0])
    axes.set_xlim(limits)
    for arm, (accuracy, low, high) in known.items():
        style = styles[arm]
        axes.plot([low, high], [rows[arm]] * 2, color=style.color, linewidth=3, alpha=0.5)
        axes.plot(accuracy, rows[arm], marker=style.marker, markersize=9, color=style.color)
        axes.annotate(
            f"{accuracy:.2f} %", (accuracy, rows[arm]), xytext=(0, 9),
            textcoords="offset points", ha=_alignment(accuracy, limits), fontweight="bold",
        )  # fmt: skip
        axes.plot(
            single[arm], [rows[arm] + 0.25] * len(single[arm]), linestyle="none", marker="o",
            markersize=4, color=style.color, markerfacecolor="none",
        )  # fmt: skip
    for arm in arms.keys() - known.keys():
        axes.text(sum(limits) / 2, rows[arm], "no result", ha="center", va="center", color=MUTED)
    axes.set_yticks(range(len(arms)), labels=display_names(arms))
    axes.set_ylim(len(arms) - 0.5, -0.7)
    axes.grid(axis="y", visible=False)
    what = "Test accuracy (%) with 95 % interval; "
    if any(single.values()):
        count = max(map(len, single.values()))
        what = f"Mean test accuracy (%) with 95 % interval, the {count} trained models below;\n"
    axes.set_xlabel(f"{what}axis from {max(0, limits[0]):.1f} %")
    return figure


def _alignment(value: float, limits: tuple[float, float]) -> str:
    """Keep a label inside the axes when its point is near an end."""
    place = (value - limits[0]) / (limits[1] - limits[0])
    return "left" if place < 0.12 else "right" if place > 0.88 else "center"
