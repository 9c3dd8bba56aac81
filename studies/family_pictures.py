"""The learning curves of a study's families, from what the runs' judges saw on the way."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from plots import palette
from plots.palette import ArmStyle
from plots.style import figure_to_png
from plots.training_progress import ProgressLine, plot_training_progress
from studies.families import Families
from studies.gan_work import GanWork

_POINTS = 41
_STYLES: tuple[ArmStyle, ...] = (
    *(palette.REAL, palette.SYNTHETIC, palette.GREEN, palette.ORANGE, palette.PINK, palette.SKY),
    *(palette.BLACK, palette.WINE, palette.OLIVE, palette.TEAL, palette.INDIGO, palette.SAND),
)


def draw_progress(families: Families, title: str) -> dict[str, bytes]:
    """Amount -> PNG; amounts at which no run was watched are left out."""
    amounts = dict.fromkeys(row.cell.size for row in families.rows)
    settings = sorted(dict.fromkeys(row.cell.setting for row in families.rows))
    styles = {name: _STYLES[index % len(_STYLES)] for index, name in enumerate(settings)}
    pictures = {}
    for amount in amounts:
        found = {
            row.cell.setting: progress_line(row.works)
            for row in families.rows
            if row.cell.size == amount
        }
        lines = {name: line for name, line in found.items() if line is not None}
        if lines:
            where = "" if len(amounts) == 1 else f", {amount} real examples per class"
            figure = plot_training_progress(lines, title + where, styles=styles)
            pictures[amount] = figure_to_png(figure)
    return pictures


def progress_line(works: Sequence[GanWork]) -> ProgressLine | None:
    """The curves of a family's runs, the mean over the classes of each; None: no run has any.

    A run counts where all its classes were watched to their end, collapsed ones included.

    A class is looked at after epochs of its own; between two looks its curve is a straight line,
    and the line begins where all classes of all runs have been looked at.
    """
    watched = [work.judged for work in works if work.is_watched]
    if not watched:
        return None
    begin = max(table["update"].iloc[0] / table["update"].iloc[-1] for t in watched for table in t)
    shares = np.linspace(begin, 1.0, _POINTS)
    named, variety = (
        np.array([_mean_curve(tables, column, shares) for tables in watched])
        for column in ("named_share", "variety")
    )
    return ProgressLine(shares=shares, named=named, variety=variety, asked=len(works))


def _mean_curve(tables: Sequence[pd.DataFrame], column: str, shares: np.ndarray) -> np.ndarray:
    curves = []
    for table in tables:
        updates = table["update"].to_numpy()
        curves.append(np.interp(shares, updates / updates[-1], table[column].to_numpy()))
    return np.mean(curves, axis=0)
