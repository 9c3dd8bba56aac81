"""Sheets of images one below the other, in which what stands in one column belongs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.sample_grid import draw_rows, label_rows, label_width
from plots.style import FIGURE_WIDTH, MUTED, drawable, new_figure, set_title, styled
from plots.tiles import check_images

# Inches that stand beside the images themselves; of captions, for each of their lines.
_TITLE, _HEADING, _CAPTION, _BETWEEN = 0.35, 0.24, 0.15, 0.08
_CAPTION_SIZE = 8  # points, where the longest line has room
_CHARACTER = 0.68  # widths of a character of that font, of its size
_USUAL_COLUMNS = 10  # more make the figure wider


@dataclass(frozen=True)
class Sheet:
    """Rows of images with a heading.

    Args:
        heading: Any text; empty: none.
        rows: What is said of a row -> uint8 [p, h, w, c]; all of one shape.
        captions: What stands below each column; none where they are fewer.
    """

    heading: str
    rows: Mapping[str, np.ndarray]
    captions: Sequence[str] = ()


@styled
def plot_sheets(sheets: Sequence[Sheet], title: str) -> Figure:
    """Draw sheets one below the other.

    Args:
        sheets: At least one, whose images are all of one shape [h, w, c].
        title: names data set and what is looked at.

    Returns:
        A figure with a row of images for each row of each sheet.
    """
    rows = [[check_images(images) for images in sheet.rows.values()] for sheet in sheets]
    columns = max(len(images) for each in rows for images in each)
    labels = [name for sheet in sheets for name in sheet.rows]
    height, width = rows[0][0].shape[1:3]
    figure_width = FIGURE_WIDTH * max(1.0, columns / _USUAL_COLUMNS)
    cell_width = (figure_width - label_width(labels)) / columns
    cell = cell_width * height / width
    beside = sum(map(_beside, sheets))
    figure = new_figure(_TITLE + beside + cell * len(labels), figure_width)
    set_title(figure, title)
    ratios = [len(sheet.rows) for sheet in sheets]
    parts = figure.subplots(len(sheets), 1, squeeze=False, height_ratios=ratios)
    for axes, sheet, each in zip(parts[:, 0], sheets, rows):
        draw_rows(axes, each, rows[0][0].shape[1:], columns)
        label_rows(axes, list(sheet.rows), height)
        if sheet.heading:
            axes.set_title(drawable(sheet.heading))
        _write_captions(axes, sheet.captions, width, cell_width)
    return figure


def _beside(sheet: Sheet) -> float:
    """The inches that a sheet takes beside its images."""
    lines = max((caption.count("\n") + 1 for caption in sheet.captions), default=0)
    return _BETWEEN + _HEADING * bool(sheet.heading) + _CAPTION * lines


def _write_captions(axes: Axes, captions: Sequence[str], width: int, inches: float) -> None:
    """Captions below columns of so many pixels and inches, no wider than these."""
    if captions:
        places = [(column + 0.5) * width for column in range(len(captions))]
        longest = max(len(line) for caption in captions for line in caption.split("\n"))
        size = min(_CAPTION_SIZE, 72 * inches / (_CHARACTER * max(longest, 1)))
        axes.set_xticks(places, labels=captions, fontsize=size, color=MUTED)
        axes.tick_params(bottom=False, pad=1)
