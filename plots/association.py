"""How columns go together: matrices of real and of drawn rows, and their difference."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, display_names, new_figure, set_title, styled

_MOST_LABELS, _LARGE_LABELS = 30, 14
_LABEL_LENGTH = 12


@styled
def plot_associations(
    real: np.ndarray,
    drawn: np.ndarray,
    names: Sequence[str],
    title: str,
    made_by: str = "synthetic",
) -> Figure:
    """Draw two matrices of associations and what the second has more or less than the first.

    Args:
        real: float [d, d] in [-1, 1]; NaN where a column has one value alone.
        drawn: Likewise, of drawn rows.
        names: Of the d columns.
        title: Names the data.
        made_by: What the drawn rows are called.

    Raises:
        ValueError: Matrices and names do not match.
    """
    count = len(names)
    if real.shape != (count, count) or drawn.shape != (count, count):
        raise ValueError(
            f"expected two matrices {(count, count)}, received {real.shape}, {drawn.shape}"
        )
    figure = new_figure(height=1.15 * FIGURE_WIDTH, width=1.15 * FIGURE_WIDTH)
    set_title(figure, title)
    grid = figure.subplots(2, 2)
    panels, rest = grid.ravel()[:3], grid[1, 1]
    texts = ("real", made_by, f"{made_by} less real")
    for panel, text, matrix in zip(panels, texts, (real, drawn, drawn - real)):
        picture = panel.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
        panel.set_title(text)
        panel.grid(visible=False)
        if count <= _MOST_LABELS:
            labels = display_names(names, _LABEL_LENGTH)
            size = 8 if count <= _LARGE_LABELS else 5
            panel.set_xticks(range(count), labels, rotation=90, fontsize=size)
            panel.set_yticks(range(count), labels, fontsize=size)
        else:
            panel.set_xlabel(f"{count} columns")
            panel.set_xticks([])
            panel.set_yticks([])
    rest.set_axis_off()
    figure.colorbar(picture, ax=rest, location="left", shrink=0.8, label="association")
    return figure
