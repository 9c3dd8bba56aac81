"""Pictures of one class's GAN, from the history and the snapshots that its training left."""

from pathlib import Path

import pandas as pd

from datasets.kinds import IMAGES
from foundation.files import write_atomically
from gan.snapshots import Snapshots
from plots.gan_losses import plot_gan_losses
from plots.gif import progress_gif
from plots.sample_grid import plot_snapshots
from plots.style import figure_to_png


def draw_class_pictures(
    directory: Path, title: str, class_name: str, trained_for: str, kind: str = "images"
) -> list[Path]:
    """Draw losses.png, samples.png and progress.gif from a class's history and snapshots.

    Args:
        directory: Of the class's GAN.
        title: Of the data.
        class_name: As pictures have it.
        trained_for: Whose training the history is of (`plan.run.Run.trained_for`).
        kind: Of the data; only the losses are drawn of what cannot be looked at.

    Returns:
        The files written; without snapshots (an early divergence) only the losses.
    """
    history = pd.read_csv(directory / "history.csv")
    pictures = {}
    if len(history):
        pictures["losses.png"] = figure_to_png(plot_gan_losses(history, f"{title}, {trained_for}"))
    if kind in IMAGES and (directory / "snapshots.npz").is_file():
        shots = Snapshots.load(directory / "snapshots.npz")
        of_class = f"{title}, class {class_name}"
        strip = plot_snapshots(shots.epochs.tolist(), shots.images, of_class)
        pictures["samples.png"] = figure_to_png(strip)
        pictures["progress.gif"] = progress_gif(shots.epochs.tolist(), shots.images, class_name)
    for name, content in pictures.items():
        write_atomically(directory / name, content)
    return [directory / name for name in pictures]
