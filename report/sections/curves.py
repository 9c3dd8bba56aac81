"""Accuracy and loss of the classifiers along their training."""

import pandas as pd

from plots.curves import COLUMNS, plot_curves
from plots.style import figure_to_png
from report.found import Found
from report.rendering import render
from report.section import Content, in_plots


def shown(found: Found) -> bool:
    return bool(_histories(found))


def _histories(found: Found) -> dict[str, list[pd.DataFrame]]:
    """Of each arm the curves of its classifiers; arms whose classifiers have none are left out."""
    all_of_them = {
        name: [each.history for each in arm.repeats if each.history is not None]
        for name, arm in found.finished.items()
    }
    return {name: curves for name, curves in all_of_them.items() if curves}


def build(found: Found) -> Content:
    # Without images that are held out there is nothing to draw but the training itself.
    held_out = found.run.config.selection != "last"
    columns = [name for name in COLUMNS if held_out or name.startswith("training")]
    pictures = {column: _draw(found, column) for column in columns}
    html = render("sections/curves", found=found, pictures=pictures)
    return Content(html=html, files=in_plots(pictures))


def _draw(found: Found, column: str) -> bytes:
    figure = plot_curves(
        _histories(found),
        column,
        found.title,
        styles=found.styles,
        curve_name=found.curve_name,
        selected_updates={result.arm: result.selected_updates for result in found.arms},
    )
    return figure_to_png(figure)
