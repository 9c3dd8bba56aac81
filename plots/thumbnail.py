"""A few images in little, by which a list shows what a run is about."""

import io

import numpy as np
from PIL import Image

from plots.tiles import check_images, tile_images, to_picture

SIDE, PADDING = 32, 2
COLUMNS, ROWS = 4, 2


def thumbnail(images: np.ndarray) -> bytes:
    """A PNG of 134 x 66 pixels: up to eight images, four in a row.

    Args:
        images: uint8 [m, h, w, 1 or 3], m at least 1; those after the eighth are left out.
    """
    shown = check_images(images)[: COLUMNS * ROWS]
    small = [
        np.asarray(to_picture(each).convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS))
        for each in shown
    ]
    empty = np.full((COLUMNS * ROWS - len(small), SIDE, SIDE, 3), 255, np.uint8)
    sheet = tile_images(np.concatenate([np.stack(small), empty]), columns=COLUMNS, padding=PADDING)
    file = io.BytesIO()
    to_picture(sheet).save(file, format="PNG")
    return file.getvalue()
