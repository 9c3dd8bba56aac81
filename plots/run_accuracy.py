"""Test accuracy of the arms of several runs, run beside run."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from plots.palette import ArmStyle
from plots.style import display_name, display_names, new_figure, percent_limits, set_title, styled

AccuracyAndInterval = tuple[float, float, float]
_MARKERS = "osD^vP*X"


@styled
def plot_run_accuracy(
    arms: Mapping[str, Sequence[tuple[str, AccuracyAndInterval]]],
    title: str,
    *,
    styles: Mapping[str, ArmStyle],
) -> Figure:
    """Draw a row per arm, in it a point and a 95 % interval per run.

    Args:
        arms: arm -> (label of the settings, (accuracy, low, high) in 0..1) of each run; runs with
            one label have one marker, which the legend names.
        title: names the data set and the test images.
        styles: arm -> how it is drawn; an arm without one is black.
    """
    most = max((len(runs) for runs in arms.values()), default=1)
    figure = new_figure(height=1.9 + max(0.45, 0.16 * most) * max(1, len(arms)))
    set_title(figure, title)
    axes = figure.subplots()
    labels = list(dict.fromkeys(label for runs in arms.values() for label, _ in runs))
    markers = {label: _MARKERS[index % len(_MARKERS)] for index, label in enumerate(labels)}
    values = [100 * end for runs in arms.values() for _, ends in runs for end in ends]
    for row, (arm, runs) in enumerate(arms.items()):
        color = styles[arm].color if arm in styles else "black"
        for index, (label, (accuracy, low, high)) in enumerate(runs):
            y = row + 0.7 * (index - (len(runs) - 1) / 2) / max(len(runs), 2)
            axes.hlines(y, 100 * low, 100 * high, color=color, linewidth=2, alpha=0.5)
            axes.plot(100 * accuracy, y, marker=markers[label], markersize=5.5, color=color)
    for label in labels:
        axes.plot([], [], linestyle="none", marker=markers[label], color="#555555",
                  label=display_name(label))  # fmt: skip
    axes.set_yticks(range(len(arms)), labels=display_names(arms))
    axes.set_ylim(len(arms) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    limits = percent_limits(values or [0.0, 100.0])
    axes.set_xlim(limits)
    start = f"axis from {max(0, limits[0]):.1f} %"
    axes.set_xlabel(f"Test accuracy (%) with 95 % interval over test images;\n{start}")
    if len(labels) > 1:
        figure.legend(loc="outside lower center", ncols=min(4, len(labels)), columnspacing=1.2)
    return figure
