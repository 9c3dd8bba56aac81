"""Small images laid out as one array of pixels."""

import math

import numpy as np
from PIL import Image

PAPER = 255
EMPTY = 225


def check_images(images: np.ndarray) -> np.ndarray:
    """Return uint8 [m, h, w, c] images with 1 or 3 channels, or raise ValueError."""
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] not in (1, 3):
        raise ValueError(
            f"expected uint8 images [m, h, w, 1 or 3], received {images.dtype} {images.shape}"
        )
    return images


def resize_images(images: np.ndarray, scale: float) -> np.ndarray:
    """Enlarge images by whole pixels, or shrink them by averaging.

    Args:
        images: uint8 [m, h, w, c].
        scale: at least 1 is rounded to a whole factor (nearest neighbour, no new values);
            below 1 shrinks, to one pixel at least.

    Returns:
        uint8 [m, h', w', c].
    """
    if scale >= 1:
        factor = round(scale)
        return images.repeat(factor, axis=1).repeat(factor, axis=2)
    height, width = (max(1, round(side * scale)) for side in images.shape[1:3])
    shrunk = [
        np.asarray(to_picture(image).resize((width, height), Image.Resampling.BOX))
        for image in images
    ]
    return np.stack(shrunk).reshape(len(images), height, width, images.shape[-1])


def tile_images(
    images: np.ndarray, *, columns: int, padding: int = 2, background: int = PAPER
) -> np.ndarray:
    """Lay images out row by row, `padding` pixels apart.

    Args:
        images: uint8 [m, h, w, c].
        columns: images per row.
        padding: pixels between neighbours (none around the whole).
        background: value of the pixels between and of empty places, 0..255.

    Returns:
        uint8 [rows * (h + padding) - padding, columns * (w + padding) - padding, c].
    """
    count, height, width, channels = images.shape
    rows = max(1, math.ceil(count / columns))
    shape = (rows * (height + padding), columns * (width + padding), channels)
    sheet = np.full(shape, background, np.uint8)
    for index, image in enumerate(images):
        top = index // columns * (height + padding)
        left = index % columns * (width + padding)
        sheet[top : top + height, left : left + width] = image
    return sheet[: shape[0] - padding, : shape[1] - padding]


def to_picture(pixels: np.ndarray) -> Image.Image:
    """Turn uint8 [h, w, 1 or 3] into a grey or RGB Pillow image."""
    return Image.fromarray(
        np.ascontiguousarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    )
