"""Pictures of one class's GAN, from the history and the snapshots that its training left."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from datasets.kinds import Kind
from foundation.files import write_atomically
from gan.snapshots import Snapshots
from plots.gan_losses import plot_gan_losses
from plots.gif import progress_gif
from plots.sample_grid import plot_snapshots
from plots.style import figure_to_png


def draw_class_pictures(
    directory: Path, title: str, class_name: str, trained_for: str, kind: Kind
) -> list[Path]:
    """Draw losses.png, samples.png and progress.gif from a class's history and snapshots.

    Args:
        directory: Of the class's GAN.
        title: Of the data.
        class_name: As pictures have it.
        trained_for: Whose training the history is of (`plan.run.Run.trained_for`).
        kind: Of the data, which says what is drawn of snapshots.

    Returns:
        The files written; without snapshots (an early divergence) only the losses.
    """
    history = pd.read_csv(directory / "history.csv")
    pictures = {}
    if len(history):
        pictures["losses.png"] = figure_to_png(plot_gan_losses(history, f"{title}, {trained_for}"))
    if (directory / "snapshots.npz").is_file():
        pictures |= _OF_SNAPSHOTS[kind.name](kind, directory / "snapshots.npz", title, class_name)
    for name, content in pictures.items():
        write_atomically(directory / name, content)
    return [directory / name for name in pictures]


def _strip_and_gif(kind: Kind, path: Path, title: str, class_name: str) -> dict[str, bytes]:
    shots = Snapshots.load(path)
    pictures = shots.pictured(kind)
    strip = plot_snapshots(shots.epochs.tolist(), pictures, f"{title}, class {class_name}")
    return {
        "samples.png": figure_to_png(strip),
        "progress.gif": progress_gif(shots.epochs.tolist(), pictures, class_name),
    }


# What is drawn of snapshots, by the kind of data; rows are shown by views of the inside.
_OF_SNAPSHOTS: dict[str, Callable[[Kind, Path, str, str], dict[str, bytes]]] = {
    "images": _strip_and_gif,
    "signal": _strip_and_gif,
    "table": lambda kind, path, title, class_name: {},
}
