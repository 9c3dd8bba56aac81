"""Which columns classifiers go by that learned from real and from drawn rows."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, display_names, new_figure, set_title, styled

_MOST_COLUMNS = 15


@styled
def plot_importances(
    importances: Mapping[str, tuple[str, np.ndarray]], names: Sequence[str], title: str
) -> Figure:
    """Draw bars for the columns that matter most to the first classifier.

    Args:
        importances: What each classifier learned from -> its colour, and float [d], how much
            accuracy is lost where a column is shuffled, 0 to 1.
        names: Of the d columns.
        title: Names the data.
    """
    values = [each for _, each in importances.values()]
    order = np.argsort(-values[0], kind="stable")[:_MOST_COLUMNS]
    figure = new_figure(height=1.6 + 0.3 * len(order), width=1.2 * FIGURE_WIDTH)
    set_title(figure, title)
    panel = figure.subplots()
    width = 0.8 / len(importances)
    places = np.arange(len(order))
    for number, (name, (color, each)) in enumerate(importances.items()):
        offset = (number - (len(importances) - 1) / 2) * width
        panel.barh(places + offset, 100 * each[order], height=width, color=color, label=name)
    labels = display_names(names)
    panel.set_yticks(places, [labels[index] for index in order])
    panel.invert_yaxis()
    panel.set_xlabel("accuracy lost where the column is shuffled (points)")
    panel.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=len(importances))
    return figure
