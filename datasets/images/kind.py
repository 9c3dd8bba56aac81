"""Images as a kind of data: stored as uint8 [n, h, w, c], seen by networks in [-1, 1]."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from datasets.images.pixels import resize_lanczos, to_rgb, to_signed_unit, to_uint8
from datasets.images.png_folders import write_pngs
from datasets.kinds import Span, describe, no_conditions
from foundation.errors import UserError


@dataclass(frozen=True)
class PixelEncoding:
    """Pixels of 0..255 as float32 in [-1, 1]; the same for all images, so nothing is fitted.

    Args:
        shape: (h, w, c).
    """

    shape: tuple[int, int, int]

    @property
    def spans(self) -> Sequence[Span]:
        return (Span(self.shape[-1], "tanh"),)

    def to_arrays(self) -> dict[str, np.ndarray]:
        return {}

    def encode(self, stored: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        return to_signed_unit(stored)

    def decode(self, drawn: np.ndarray) -> npt.NDArray[np.uint8]:
        return to_uint8(drawn)


@dataclass(frozen=True)
class ImageKind:
    """Images of one size.

    Args:
        shape: (h, w, c), c = 1 (grey) or 3 (RGB).
        mirror_safe: Whether an image flipped left to right keeps its label.
        mirror_reason: Why, or why not.
        known_policy: The augmentation of this data set in the place of what is usual, for the
            reason that docs/tuning.md gives; empty: the usual one.
    """

    shape: tuple[int, int, int]
    mirror_safe: bool
    mirror_reason: str
    known_policy: str = ""

    name = "images"
    dtype = "uint8"
    nouns = ("image", "images")
    real_forms = "a photograph, a scan"
    unreal = "no photograph or scan shows these"
    equal_is_copied = True
    identity = b""

    @classmethod
    def of(
        cls,
        images: npt.NDArray[np.uint8],
        *,
        mirror_safe: bool,
        mirror_reason: str,
        known_policy: str = "",
    ) -> "ImageKind":
        """The kind of some images, uint8 `[n, h, w, c]`."""
        height, width, channels = images.shape[1:]
        return cls((height, width, channels), mirror_safe, mirror_reason, known_policy)

    @property
    def usual_policy(self) -> str:
        """What `--augmentation auto` does to them, a key of `augmentation.policies.POLICIES`."""
        return self.known_policy or ("gentle" if self.mirror_safe else "affine")

    @property
    def form(self) -> str:
        return "x".join(map(str, self.shape))

    def usual_splits(self, examples: int) -> int:
        return 1

    def recorded(self) -> dict[str, Any]:
        return {"image_shape": list(self.shape)}

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> "ImageKind":
        """The kind of a run's images, whose shape run.json keeps."""
        height, width, channels = data["image_shape"]
        return cls((height, width, channels), mirror_safe=False, mirror_reason="not recorded")

    def check(self, examples: np.ndarray) -> None:
        if examples.dtype != np.uint8 or examples.ndim != 4:
            raise ValueError(f"images must be uint8 [n, h, w, c], got {describe(examples)}")
        if examples.shape[-1] not in (1, 3):
            raise ValueError(f"expected 1 or 3 channels, got {examples.shape[-1]}")
        if examples.shape[1:] != self.shape:
            raise ValueError(f"images must be {list(self.shape)}, got {describe(examples)}")

    def fitted(
        self, examples: np.ndarray, image_size: int | None = None, rgb: bool = False
    ) -> "tuple[ImageKind, np.ndarray, str]":
        images, done = examples, ""
        if image_size is not None and images.shape[1:3] != (image_size, image_size):
            images = resize_lanczos(images, image_size, rgb=rgb)
            done += f" Resized to {image_size}x{image_size} (Lanczos)."
        elif rgb:
            images = to_rgb(images)
        if rgb and examples.shape[-1] == 1:
            done += " Grey repeated in three channels."
        height, width, channels = images.shape[1:]
        return replace(self, shape=(height, width, channels)), images, done

    def encoding(self, training: np.ndarray | None = None, name: str = "") -> PixelEncoding:
        if name:
            raise UserError(f"--gan.encoding: expected none for images, found {name}.")
        return PixelEncoding(self.shape)

    def encoding_of(self, arrays: Mapping[str, np.ndarray]) -> PixelEncoding:
        return PixelEncoding(self.shape)

    def compared(self, examples: np.ndarray) -> npt.NDArray[np.floating]:
        return examples.reshape(len(examples), -1).astype(np.float32)

    def pictured(self, examples: np.ndarray) -> npt.NDArray[np.uint8]:
        return examples

    def meeting(self, conditions: Sequence[str]) -> Callable[[np.ndarray], npt.NDArray[np.bool_]]:
        return no_conditions(conditions, self.nouns[1])

    def write(self, examples: np.ndarray, directory: Path, class_name: str = "") -> None:
        write_pngs(examples, directory)


Kind = ImageKind
