"""The arms: which images a classifier learns from, as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from arms.gaussian import draw_gaussian_images
from augmentation.policies import AugmentationPolicy, BatchTransform, RandomTransform
from datasets.dataset import LabeledImages
from datasets.splits import Split
from foundation.seeds import derive_seed
from plan.run_directory import load_arrays


@dataclass(frozen=True)
class ArmSources:
    """Everything that an arm may draw its training images from."""

    data: LabeledImages
    split: Split
    policy: AugmentationPolicy
    synthetic_files: Sequence[Path]
    """One `.npz` per class, in the order of the class names."""
    synthetic_per_class: int
    """How many images per class an arm makes by itself."""
    seed: int
    """Of the run: what an arm makes is the same in every repeat."""


@dataclass(frozen=True)
class TrainingImages:
    """What one classifier is trained on."""

    images: np.ndarray
    """uint8 [n, h, w, c]."""
    labels: np.ndarray
    """int64 [n]."""
    transform: BatchTransform | None = None
    """Applied to every batch, anew each time; None: the images as they are."""
    random_states: Sequence[keras.Variable] = ()
    """What the draws of the transformation depend on, beside its seed."""


@dataclass(frozen=True)
class Arm:
    """One kind of training data."""

    load: Callable[[ArmSources, int], TrainingImages]
    """From the sources and the arm's seed to its training images."""
    uses_policy: bool = False
    """Whether it depends on the augmentation policy."""
    uses_synthetic: bool = False
    """Whether it depends on every class's synthetic images."""
    is_drawn: bool = False
    """Whether it has `synthetic_per_class` images of each class, drawn from a model of real ones:
    what its images are worth is measured on them directly, too."""


def _original(sources: ArmSources, seed: int) -> TrainingImages:
    index = sources.split.train
    return TrainingImages(sources.data.images[index], sources.data.labels[index])


def _augmented(sources: ArmSources, seed: int) -> TrainingImages:
    real = _original(sources, seed)
    transform = RandomTransform(sources.policy, seed)
    return TrainingImages(real.images, real.labels, transform, transform.variables)


def _synthetic(sources: ArmSources, seed: int) -> TrainingImages:
    return _labelled([load_synthetic(path) for path in sources.synthetic_files])


def _gaussian(sources: ArmSources, seed: int) -> TrainingImages:
    real = _original(sources, seed)
    return _labelled(
        [
            draw_gaussian_images(
                real.images[real.labels == index],
                sources.synthetic_per_class,
                derive_seed(sources.seed, "gaussian", name),
            )
            for index, name in enumerate(sources.data.class_names)
        ]
    )


def _labelled(parts: Sequence[np.ndarray]) -> TrainingImages:
    """The images of all classes, given one class after the other."""
    labels = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return TrainingImages(np.concatenate(parts), labels.astype(np.int64))


def load_synthetic(path: Path) -> np.ndarray:
    """The images of one class's `.npz`: uint8 [n, h, w, c] under the key `images`."""
    return load_arrays(path)["images"]


ARMS: dict[str, Arm] = {
    "original": Arm(_original),
    "augmented": Arm(_augmented, uses_policy=True),
    "synthetic": Arm(_synthetic, uses_synthetic=True, is_drawn=True),
    "gaussian": Arm(_gaussian, is_drawn=True),
}
