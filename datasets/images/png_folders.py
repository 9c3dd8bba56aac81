"""Images as folders of PNGs, without loss."""

from pathlib import Path

import numpy as np
from PIL import Image

from foundation.files import atomic_path


def write_pngs(images: np.ndarray, directory: Path) -> None:
    """Write images as `000000.png`, `000001.png`, ... (lossless).

    Args:
        images: uint8 [n, h, w, c], c = 1 or 3.
        directory: Made where it is missing.

    Raises:
        UserError: The place cannot be written.
    """
    digits = max(6, len(str(len(images) - 1)))
    for index, image in enumerate(images):
        picture = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
        with atomic_path(directory / f"{index:0{digits}d}.png") as temporary:
            picture.save(temporary)
