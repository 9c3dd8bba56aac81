"""Test accuracy of every class in every arm."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from plots.palette import ArmStyle
from plots.style import (
    display_name,
    display_names,
    new_figure,
    percent_limits,
    set_title,
    styled,
)


@styled
def plot_per_class_accuracy(
    arms: Mapping[str, Mapping[str, float]],
    class_names: Sequence[str],
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
    ranges: Mapping[str, Mapping[str, tuple[float, float]]] | None = None,
) -> Figure:
    """Draw a row per class with one point per arm, and a line over its range.

    Args:
        arms: arm -> class name -> accuracy in 0..1; absent or not finite: no point.
        class_names: the rows, from top to bottom.
        title: names the data set and the test images.
        styles: arm -> how it is drawn.
        ranges: arm -> class name -> lowest and highest accuracy, 0..1, of several repeats.
    """
    row_height = max(0.3 if len(class_names) <= 15 else 0.24, 0.045 * len(arms))
    figure = new_figure(height=1.6 + row_height * len(class_names) + 0.2 * (len(arms) // 4))
    set_title(figure, title)
    axes = figure.subplots()
    values = []
    for index, (arm, accuracies) in enumerate(arms.items()):
        style = styles[arm]
        shift = 0.5 * (index - (len(arms) - 1) / 2) / max(1, len(arms) - 1)
        points = [
            (100 * accuracies[name], row + shift)
            for row, name in enumerate(class_names)
            if accuracies.get(name) is not None and accuracies[name] == accuracies[name]
        ]
        of_arm = (ranges or {}).get(arm, {})
        lines = [
            (row + shift, 100 * of_arm[name][0], 100 * of_arm[name][1])
            for row, name in enumerate(class_names)
            if name in of_arm and of_arm[name][0] == of_arm[name][0]
        ]
        values += [x for x, _ in points] + [end for _, *ends in lines for end in ends]
        for y, low, high in lines:
            axes.hlines(y, low, high, color=style.color, linewidth=1.5, alpha=0.5)
        axes.plot(
            [x for x, _ in points], [y for _, y in points], linestyle="none", color=style.color,
            marker=style.marker, markersize=5.5, label=display_name(arm),
        )  # fmt: skip
    for row in range(1, len(class_names), 2):
        axes.axhspan(row - 0.5, row + 0.5, color="#f4f4f4", zorder=0)
    axes.set_yticks(range(len(class_names)), labels=display_names(class_names))
    axes.set_ylim(len(class_names) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    limits = percent_limits(values or [0.0, 100.0])
    axes.set_xlim(limits)
    what = "Test accuracy (%)"
    if any((ranges or {}).values()):
        what = "Mean test accuracy (%) and range of repeats"
    axes.set_xlabel(f"{what}; axis from {max(0, limits[0]):.1f} %")
    if arms:
        columns = len(arms) if len(arms) <= 4 else 3
        figure.legend(loc="outside lower center", ncols=columns, columnspacing=1.2)
    return figure
