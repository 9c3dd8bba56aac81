"""When to look at a generator while it learns, and what it drew then."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from datasets.kinds import Kind
from foundation.files import load_arrays, save_arrays

MILESTONES = (1, 10, 50, 100)
SNAPSHOT_EXAMPLES = 16


def snapshot_epochs(epochs: int, at_most: int = 40) -> tuple[int, ...]:
    """The epochs after which the same latents are drawn.

    Args:
        epochs: Length of the training.
        at_most: Evenly spread ones, the milestones 1, 10, 50 and 100 not counted.

    Returns:
        Ascending epoch numbers from 1; the milestones that fit and the last epoch among them.
    """
    spread = np.linspace(1, epochs, min(epochs, at_most)).round().astype(int)
    return tuple(sorted({*spread.tolist(), *milestone_epochs(epochs)}))


def milestone_epochs(epochs: int) -> tuple[int, ...]:
    """The epochs whose generators are kept: 1, 10, 50, 100 as far as they go, and the last."""
    return tuple(sorted({*(epoch for epoch in MILESTONES if epoch < epochs), epochs}))


def snapshot_weights_path(directory: Path, epoch: int) -> Path:
    """Where the averaged generator's weights after an epoch are kept."""
    return directory / f"snapshot-{epoch:05d}.weights.h5"


def snapshot_epoch_files(directory: Path) -> dict[int, Path]:
    """Epoch -> weights file, for the generators that were kept on the way."""
    files = sorted(directory.glob("snapshot-*.weights.h5"))
    return {int(path.name.split("-")[1].split(".")[0]): path for path in files}


@dataclass(frozen=True)
class Snapshots:
    """Examples of the same latents at several epochs.

    Args:
        epochs: int64 [f], ascending.
        images: [f, m, *shape], stored examples; the name is that of the file's key.
    """

    epochs: np.ndarray
    images: np.ndarray

    def save(self, path: Path) -> None:
        """Write an `.npz` with the keys `epochs` and `images`."""
        save_arrays(path, {"epochs": self.epochs, "images": self.images})

    @classmethod
    def load(cls, path: Path) -> "Snapshots":
        """Read what `save` wrote."""
        return cls(**load_arrays(path))

    def pictured(self, kind: Kind) -> npt.NDArray[np.uint8]:
        """The examples as pictures, uint8 [f, m, h, w, c]."""
        count, each = self.images.shape[:2]
        pictures = kind.pictured(self.images.reshape(-1, *self.images.shape[2:]))
        return pictures.reshape(count, each, *pictures.shape[1:])
