"""Real and drawn examples in one plane, coloured by class."""

from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, display_names, new_figure, set_title, styled

_MOST_NAMED = 10
_POINTS = 1500
_PANELS_IN_A_ROW = 2


@styled
def plot_plane(
    sides: Sequence[tuple[str, np.ndarray, np.ndarray]],
    class_names: Sequence[str],
    axes: tuple[str, str],
    title: str,
) -> Figure:
    """Draw several sets of examples beside each other, on the same axes.

    Args:
        sides: Of each set its name, places float [n, 2], and classes int [n].
        class_names: Of all classes.
        axes: What the two directions are called.
        title: Names the data.
    """
    rows = -(-len(sides) // _PANELS_IN_A_ROW)
    figure = new_figure(height=0.9 + 0.45 * FIGURE_WIDTH * rows, width=1.15 * FIGURE_WIDTH)
    set_title(figure, title)
    columns = min(len(sides), _PANELS_IN_A_ROW)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = grid.ravel()
    colors = matplotlib.colormaps["tab10"]
    names = display_names(class_names)
    for panel, (name, places, labels) in zip(panels, sides):
        for index, class_name in enumerate(names):
            own = places[labels == index][:_POINTS]
            panel.scatter(
                own[:, 0], own[:, 1], s=9, alpha=0.6, color=colors(index % 10), label=class_name,
                marker="o^sDvP*Xph"[index % 10], linewidths=0,
            )  # fmt: skip
        panel.set_title(name)
    for panel in panels[len(sides) :]:
        panel.set_axis_off()
    for panel in panels[max(len(sides) - columns, 0) : len(sides)]:
        panel.set_xlabel(axes[0])
        panel.tick_params(labelbottom=True)
    for panel in grid[:, 0]:
        panel.set_ylabel(axes[1])
    if len(names) <= _MOST_NAMED:
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=min(len(names), 4))
    return figure
