"""Which images have the same pixels."""

import hashlib

import numpy as np
import numpy.typing as npt


def pixel_groups(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """A number for each image; two images have the same one where all their pixels are equal.

    Args:
        images: uint8 `[n, h, w, c]`.

    Returns:
        int64 `[n]`, counted from 0 in the order in which pictures first appear.
    """
    seen: dict[bytes, int] = {}
    # A digest and not the pixels, so that no second copy of the images is held.
    groups = (
        seen.setdefault(hashlib.blake2b(image.tobytes(), digest_size=16).digest(), len(seen))
        for image in images
    )
    return np.fromiter(groups, np.int64, len(images))


def repeated_rows(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The rows whose pixels an earlier row has already, ascending, of groups `[n]`."""
    _, first = np.unique(groups, return_index=True)
    return np.setdiff1d(np.arange(len(groups)), first)
