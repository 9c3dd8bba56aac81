"""The only place that changes the range, the size or the channels of pixels.

Stored images are uint8 in 0..255; a GAN works on float32 in [-1, 1].
"""

import numpy as np
import numpy.typing as npt
from PIL import Image


def to_uint8(images: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """Pixels in [-1, 1], rounded to 0..255; values beyond the range are clipped.

    Args:
        images: Floats of any shape.

    Returns:
        uint8 of the same shape; the exact inverse of `to_signed_unit`.

    Raises:
        ValueError: Where a value is not finite.
    """
    values = np.asarray(images, dtype=np.float32)
    if not np.isfinite(values).all():
        raise ValueError("pixels must be finite, got NaN or infinity")
    # Clipped before the cast: uint8(-1.2 * 127.5 + 127.5) would be 231, not 0.
    return np.rint((np.clip(values, -1.0, 1.0) + 1.0) * 127.5).astype(np.uint8)


def to_signed_unit(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """uint8 pixels of any shape as float32 in [-1, 1]: 0 becomes -1, 255 becomes 1.

    Raises:
        ValueError: Where the pixels are not uint8.
    """
    _check_uint8(images)
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1.0)


def to_rgb(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Images `[n, h, w, c]` with three channels: grey is repeated, RGB is returned as it is."""
    return images if images.shape[-1] == 3 else np.repeat(images, 3, axis=-1)


def to_grey(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Images `[n, h, w, c]` with one channel: the rounded mean of three, or as they are."""
    _check_uint8(images)
    if images.shape[-1] == 1:
        return images
    return np.rint(images.mean(axis=-1, keepdims=True)).astype(np.uint8)


def resize_lanczos(
    images: npt.NDArray[np.uint8], size: int, *, rgb: bool = False
) -> npt.NDArray[np.uint8]:
    """Resize images to a square with Pillow's Lanczos filter.

    Args:
        images: uint8 `[n, h, w, c]`, c = 1 or 3.
        size: Height and width of the result, in pixels, >= 1.
        rgb: Repeat grey in three channels. Done here, the result is held in memory once only.

    Returns:
        uint8 `[n, size, size, c]`, c = 3 where `rgb` is set.

    Raises:
        ValueError: Where the images are not uint8 or have neither one nor three channels.
    """
    return _resize(images, size, Image.Resampling.LANCZOS, rgb)


def resize_bilinear(images: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Resize images as `resize_lanczos` does, with Pillow's bilinear filter (which never rings)."""
    return _resize(images, size, Image.Resampling.BILINEAR, False)


def _resize(
    images: npt.NDArray[np.uint8], size: int, resample: Image.Resampling, rgb: bool
) -> npt.NDArray[np.uint8]:
    _check_uint8(images)
    count, channels = len(images), images.shape[-1]
    if channels not in (1, 3):
        raise ValueError(f"expected 1 or 3 channels, got {channels}")
    resized = np.empty((count, size, size, 3 if rgb else channels), np.uint8)
    for index, image in enumerate(images):
        picture = Image.fromarray(image[..., 0] if channels == 1 else image)
        pixels = np.asarray(picture.resize((size, size), resample))
        resized[index] = pixels.reshape(size, size, channels)
    return resized


def _check_uint8(images: npt.NDArray[np.uint8]) -> None:
    if images.dtype != np.uint8:
        raise ValueError(f"expected uint8 pixels, got {images.dtype}")
