"""Sheets of sample images: real beside synthetic, the same latents over epochs."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plots.style import (
    FIGURE_WIDTH,
    MUTED,
    display_names,
    new_figure,
    set_title,
    styled,
)
from plots.tiles import EMPTY, check_images

ALWAYS_SHOWN_EPOCHS = (1, 10, 50, 100)
RealAndSynthetic = tuple[np.ndarray | None, np.ndarray | None]


@styled
def plot_samples(
    samples: Mapping[str, RealAndSynthetic],
    title: str,
    *,
    columns: int = 8,
    made_by: str = "Synthetic (GAN)",
) -> Figure:
    """Draw real images beside synthetic ones, one row per class.

    Args:
        samples: class name -> (real, synthetic), each uint8 [m, h, w, c] or None where there
            are none (a failed GAN); all of one shape [h, w, c].
        title: names the data set.
        columns: images per class and side, the first ones of each; shorter rows stay empty.
        made_by: the heading of the second sheet.

    Returns:
        A figure of two sheets that share the class names at their left.
    """
    shape = _common_shape(samples)
    labels = display_names(samples, limit=14)
    cell = (FIGURE_WIDTH - label_width(labels) - 0.1) / (2 * columns)
    figure = new_figure(height=0.65 + cell * len(samples) * shape[0] / shape[1])
    set_title(figure, title)
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, side, name in ((left, 0, "Real"), (right, 1, made_by)):
        rows = [pair[side] for pair in samples.values()]
        draw_rows(axes, rows, shape, columns)
        axes.set_title(name)
    label_rows(left, labels, shape[0])
    return figure


@styled
def plot_snapshots(
    epochs: Sequence[int], images: np.ndarray, title: str, *, rows: int = 8, columns: int = 10
) -> Figure:
    """Draw what the same latents become: a row per epoch, a column per latent.

    Args:
        epochs: int [f], rising.
        images: uint8 [f, m, h, w, c].
        title: names data set and class.
        rows: most epochs to show.
        columns: most latents to show.
    """
    chosen = select_snapshots(epochs, rows)
    strips = [check_images(images[index][:columns]) for index in chosen]
    count, shape = len(strips[0]), strips[0].shape[1:]
    labels = [f"{epochs[index]:,}" for index in chosen]
    cell = (FIGURE_WIDTH - 0.3 - label_width(labels)) / count * shape[0] / shape[1]
    figure = new_figure(height=0.55 + cell * len(strips))
    set_title(figure, title)
    axes = figure.subplots()
    draw_rows(axes, strips, shape, count)
    label_rows(axes, labels, shape[0])
    axes.set_ylabel("Epoch")
    return figure


def select_snapshots(epochs: Sequence[int], limit: int = 8) -> list[int]:
    """Choose which snapshots a strip shows.

    Args:
        epochs: int [f], rising, at least one.
        limit: most snapshots; never fewer than the fixed ones that are there.

    Returns:
        Rising indices into `epochs`: the epochs 1, 10, 50, 100 and the last where present,
        then those in the middle of the widest gaps.
    """
    fixed = {index for index, epoch in enumerate(epochs) if epoch in ALWAYS_SHOWN_EPOCHS}
    chosen = sorted(fixed | {0, len(epochs) - 1})
    while len(chosen) < min(limit, len(epochs)):
        gaps = np.diff(chosen)
        widest = int(gaps.argmax())
        chosen.insert(widest + 1, chosen[widest] + int(gaps[widest]) // 2)
    return chosen


def _common_shape(samples: Mapping[str, RealAndSynthetic]) -> tuple[int, int, int]:
    shapes = {
        check_images(images).shape[1:]
        for pair in samples.values()
        for images in pair
        if images is not None
    }
    if len(shapes) != 1:
        raise ValueError(f"expected images of one shape, received {sorted(shapes)}")
    return shapes.pop()


def draw_rows(
    axes: Axes, rows: Sequence[np.ndarray | None], shape: tuple[int, int, int], columns: int
) -> None:
    """Draw one sheet; row i is centred at (i + 0.5) * h, a missing row is hatched."""
    height, width, channels = shape
    cells = np.full((len(rows), columns, *shape), EMPTY, np.uint8)
    for row, images in enumerate(rows):
        if images is not None:
            cells[row, : len(images[:columns])] = images[:columns]
    sheet = cells.transpose(0, 2, 1, 3, 4).reshape(len(rows) * height, columns * width, channels)
    extent = (0, columns * width, len(rows) * height, 0)
    axes.imshow(
        sheet if channels == 3 else sheet[..., 0],
        cmap="gray", vmin=0, vmax=255, extent=extent, interpolation="nearest",
    )  # fmt: skip
    axes.set_xticks([])
    axes.tick_params(left=False)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for edge in range(1, columns):
        axes.axvline(edge * width, color="white", linewidth=0.8)
    for edge in range(1, len(rows)):
        axes.axhline(edge * height, color="white", linewidth=0.8)
    for row, images in enumerate(rows):
        if images is None:
            axes.text(
                columns * width / 2, (row + 0.5) * height, "none",
                ha="center", va="center", fontsize=9, color=MUTED,
            )  # fmt: skip


def label_width(labels: Sequence[str]) -> float:
    """Return about how many inches the labels of the rows take."""
    return 0.12 + 0.085 * max(map(len, labels), default=0)


def label_rows(axes: Axes, labels: Sequence[str], height: int) -> None:
    axes.set_yticks([(row + 0.5) * height for row in range(len(labels))], labels=labels)
