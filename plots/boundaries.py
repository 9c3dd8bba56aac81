"""What classifiers that learned from different rows say, in the plane of two columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, display_name, display_names, new_figure, set_title, styled


@dataclass(frozen=True)
class Plane:
    """One classifier in the plane."""

    name: str
    named: np.ndarray
    """int [h, w]: the class that it names at every place, rows from low to high."""
    places: np.ndarray
    """float [n, 2] of what it learned from."""
    labels: np.ndarray
    """int [n], their classes."""


@styled
def plot_boundaries(
    planes: Sequence[Plane],
    class_names: Sequence[str],
    axes: tuple[str, str],
    extent: tuple[float, float, float, float],
    title: str,
    of: str = "",
) -> Figure:
    """Draw where each classifier names which class, with the rows that it learned from.

    Args:
        planes: At least one.
        class_names: Of all classes, at most ten are told apart by colour.
        axes: Names of the two columns.
        extent: Least and greatest value of the first column, then of the second.
        title: Names the data and the classifier.
        of: What the classes are classes of, such as the name of a column, for the legend.
    """
    figure = new_figure(
        height=0.75 * FIGURE_WIDTH, width=FIGURE_WIDTH * (0.35 + 0.45 * len(planes))
    )
    set_title(figure, title)
    panels = figure.subplots(1, len(planes), sharex=True, sharey=True, squeeze=False)[0]
    colors = [matplotlib.colormaps["tab10"](index % 10) for index in range(len(class_names))]
    names = display_names(class_names)
    for panel, plane in zip(panels, planes):
        panel.imshow(
            plane.named, extent=extent, origin="lower", aspect="auto", alpha=0.3,
            cmap=ListedColormap(colors), vmin=-0.5, vmax=len(colors) - 0.5,
            interpolation="nearest",
        )  # fmt: skip
        for index, name in enumerate(names):
            own = plane.places[plane.labels == index]
            panel.scatter(own[:, 0], own[:, 1], s=9, color=colors[index], label=name)
        panel.set_title(plane.name)
        panel.set_xlabel(display_name(axes[0]))
        panel.grid(visible=False)
    panels[0].set_ylabel(display_name(axes[1]))
    panels[0].set_xlim(extent[:2])
    panels[0].set_ylim(extent[2:])
    handles, labels = panels[0].get_legend_handles_labels()
    columns, heading = min(len(names), 4), display_name(of) if of else None
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, title=heading)
    return figure
