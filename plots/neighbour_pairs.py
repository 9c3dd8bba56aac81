"""Drawn images beside the real ones that they are nearest to."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from plots.sample_grid import draw_rows, label_rows, label_width
from plots.style import FIGURE_WIDTH, new_figure, set_title, styled
from plots.tiles import check_images


@styled
def plot_neighbours(sheets: Mapping[str, Mapping[str, np.ndarray]], title: str) -> Figure:
    """Draw sheets of images one below the other; what stands in one column belongs together.

    Args:
        sheets: heading -> row -> uint8 [p, h, w, c]; all of one shape [h, w, c], the rows of a
            sheet of one length p >= 1.
        title: names data set and arm.

    Returns:
        A figure with a row of images for each row of each sheet.
    """
    rows = {sheet: {name: check_images(images) for name, images in each.items()}
            for sheet, each in sheets.items()}  # fmt: skip
    first = next(iter(next(iter(rows.values())).values()))
    columns = max(len(images) for each in rows.values() for images in each.values())
    count = sum(map(len, rows.values()))
    labels = [name for each in rows.values() for name in each]
    cell = (FIGURE_WIDTH - label_width(labels)) / columns
    height, width = first.shape[1:3]
    figure = new_figure(height=0.5 + 0.35 * len(rows) + cell * count * height / width)
    set_title(figure, title)
    parts = figure.subplots(len(rows), 1, squeeze=False, height_ratios=[*map(len, rows.values())])
    for axes, (sheet, each) in zip(parts[:, 0], rows.items()):
        draw_rows(axes, list(each.values()), first.shape[1:], columns)
        label_rows(axes, list(each), height)
        axes.set_title(sheet)
    return figure
