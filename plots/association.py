"""How columns go together: matrices of real and of drawn rows, and their difference."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, display_names, new_figure, set_title, styled

_MOST_LABELS = 30
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
    figure = new_figure(height=0.75 * FIGURE_WIDTH, width=2.2 * FIGURE_WIDTH)
    set_title(figure, title)
    panels = figure.subplots(1, 3, sharey=True)
    texts = ("real", made_by, f"{made_by} less real")
    for panel, text, matrix in zip(panels, texts, (real, drawn, drawn - real)):
        picture = panel.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
        panel.set_title(text)
        panel.grid(visible=False)
        if count <= _MOST_LABELS:
            labels = display_names(names, _LABEL_LENGTH)
            panel.set_xticks(range(count), labels, rotation=90, fontsize=8)
            panel.set_yticks(range(count), labels, fontsize=8)
        else:
            panel.set_xlabel(f"{count} columns")
    figure.colorbar(picture, ax=panels, shrink=0.8, label="association")
    return figure
