"""How image files become images of one size."""

from dataclasses import dataclass
from typing import ClassVar

FITS: dict[str, str] = {
    "crop": "the centre",
    "pad": "by their edge",
    "stretch": "whatever their shape",
}
"""How an image of another shape is made to fit."""
IMAGE_SIZES = (28, 32, 48, 64, 96, 128)
"""Sides in pixels that can be asked for."""


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

    belongs_to: ClassVar[str] = "a folder of images"
