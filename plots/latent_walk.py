"""Images along a closed way through latents, as an animation without end."""

import math

import numpy as np
from PIL import Image

from plots.gif import encode_within
from plots.tiles import check_images, resize_images, tile_images, to_picture

MAX_BYTES = 600_000
WIDTH = 280  # pixels that a frame aims at


def walk_gif(frames: np.ndarray, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Show what is drawn on the way, several ways side by side.

    Args:
        frames: uint8 [f, m, h, w, 1 or 3], m images of each of f steps; the last one leads back to
            the first.
        max_bytes: bound on the result, as for `plots.gif.encode_within`.

    Returns:
        An endless GIF that stops nowhere.
    """
    count, width = frames.shape[1], frames.shape[3]
    columns = math.ceil(math.sqrt(count))

    def draw(frame: int, scale: float) -> Image.Image:
        cells = resize_images(check_images(frames[frame]), scale)
        return to_picture(tile_images(cells, columns=columns))

    scale = max(1.0, float(round(WIDTH / (columns * width))))
    return encode_within(draw, len(frames), scale=scale, max_bytes=max_bytes, hold=None)
