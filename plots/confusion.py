"""Which class the classifier takes for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from plots.style import FIGURE_WIDTH, INK, display_names, new_figure, set_title, styled

MOST_CLASSES_WITH_NUMBERS = 15
COLOR_ROOT = 0.35
DARK_SHARE = 0.2  # from here on numbers are white


@styled
def plot_confusion(
    matrix: np.ndarray,
    class_names: Sequence[str],
    title: str,
    axes: tuple[str, str] = ("True class", "Predicted class"),
) -> Figure:
    """Draw a confusion matrix, coloured by the share of each class of a row.

    The colours follow a root of the share, so that rare confusions can be seen.

    Args:
        matrix: int [k, k]; matrix[i, j] images of true class i were called j.
        class_names: k names.
        title: names data set and arm.
        axes: what rows and columns are called.

    Raises:
        ValueError: matrix and names do not match.
    """
    matrix = np.asarray(matrix)
    count = len(class_names)
    if matrix.shape != (count, count):
        raise ValueError(f"expected a matrix {(count, count)}, received {matrix.shape}")
    side = max(FIGURE_WIDTH, 1.6 + 0.17 * count)
    figure = new_figure(height=0.9 * side, width=side)
    set_title(figure, title)
    panel = figure.subplots()
    shares = row_shares(matrix)
    picture = panel.imshow(100 * shares, cmap="Blues", norm=PowerNorm(COLOR_ROOT, vmin=0, vmax=100))
    bar = figure.colorbar(picture, ax=panel, ticks=[0, 1, 5, 10, 25, 50, 100], shrink=0.8)
    bar.set_label(f"Share of the {axes[0].lower()} (%)")
    _label_axes(panel, class_names, axes)
    if count <= MOST_CLASSES_WITH_NUMBERS:
        _print_counts(panel, matrix, shares)
    return figure


def row_shares(matrix: np.ndarray) -> np.ndarray:
    """Return each row divided by its sum; a class without images keeps zeros. float64 [k, k]."""
    totals = matrix.sum(axis=1, keepdims=True)
    shares: np.ndarray = np.divide(matrix, np.maximum(totals, 1), dtype=np.float64)
    return shares


def _label_axes(axes: Axes, class_names: Sequence[str], names: tuple[str, str]) -> None:
    labels = display_names(class_names, limit=16)
    size = 10 if len(labels) <= MOST_CLASSES_WITH_NUMBERS else 7.5
    turn = 0 if max(map(len, labels), default=0) <= 2 else 90
    axes.set_xticks(range(len(labels)), labels=labels, rotation=turn, fontsize=size)
    axes.set_yticks(range(len(labels)), labels=labels, fontsize=size)
    axes.set_ylabel(names[0])
    axes.set_xlabel(names[1])
    axes.grid(False)


def _print_counts(axes: Axes, matrix: np.ndarray, shares: np.ndarray) -> None:
    size = 9 if len(matrix) <= 10 else 7
    for row, column in np.ndindex(matrix.shape):
        axes.text(
            column, row, f"{matrix[row, column]:,}", ha="center", va="center", fontsize=size,
            color="white" if shares[row, column] > DARK_SHARE else INK,
        )  # fmt: skip
