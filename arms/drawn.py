"""Examples that were drawn from a model of real ones, read from the files that hold them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from arms.sources import ArmSources
from foundation.files import load_arrays
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int, ingredient: str = "drawn") -> TrainingSet:
    """The files of all classes, one after the other."""
    return labelled([load_examples(path) for path in sources.drawn_files[ingredient]])


def labelled(parts: Sequence[np.ndarray]) -> TrainingSet:
    """The examples of all classes, given one class after the other."""
    labels = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return TrainingSet(np.concatenate(parts), labels.astype(np.int64))


def load_examples(path: Path) -> np.ndarray:
    """The examples of one class's `.npz`, `[n, *kind.shape]` under the key `images`."""
    return load_arrays(path)["images"]
