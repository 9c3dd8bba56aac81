"""Labelled image files of any kind and size, as one array."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datasets.inspection import PassedOver
from datasets.labeled_images import LabeledImages
from experiment.progress import ProgressDisplay


@dataclass(frozen=True, kw_only=True)
class ImageFile:
    """A file that may hold an image."""

    path: Path
    class_name: str
    """Fit for print; see `datasets.readable_names`."""
    split: str | None = None
    """train, validation or test; None where the data has no splits."""
    shown: str | None = None
    """What lists call the file; None: its path."""


@dataclass(frozen=True, kw_only=True)
class ImageOptions:
    """How image files become images of one size."""

    image_size: int | None = None
    """Height and width in pixels; None: chosen from the images."""
    fit: str = "crop"
    """How an image of another shape is made to fit: crop, pad or stretch."""
    strict: bool = False
    """Whether the same pixels under two classes are an error."""
    min_images: int | None = None
    """Leave out classes with fewer usable images, and those that cannot be split; None: none."""


def load_image_files(
    files: Sequence[ImageFile],
    passed_over: Sequence[PassedOver],
    options: ImageOptions,
    *,
    name: str,
    title: str,
    provenance: str,
    display: ProgressDisplay | None = None,
) -> LabeledImages:
    raise NotImplementedError
