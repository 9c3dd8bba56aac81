"""Many image files as one array, read in parallel and kept for the next time."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from datasets.fetching.reading import MemoryBudget, in_threads
from datasets.images.decode_cache import DecodeCache, DecodedFiles, content_key, layout_key
from datasets.images.decoding import (
    MOST_BYTES,
    Header,
    UnusableImage,
    decode,
    read_header,
    strict_pillow,
)
from foundation.progress import ProgressDisplay

# Rows that are moved at a time where an array is made smaller in place.
_ROWS_PER_MOVE = 256


@dataclass(frozen=True)
class ImageSource:
    """A file with what is known of it before it is decoded."""

    path: Path
    name: str
    """What tells it apart from the others wherever the folder is, for the cache."""
    header: Header


def read_headers(
    paths: Sequence[Path], display: ProgressDisplay | None
) -> list[Header | UnusableImage]:
    """What each file says of its image, or why it is none."""

    def work(index: int) -> Header | UnusableImage:
        return _caught(lambda: header_of(paths[index]))

    with strict_pillow():
        return in_threads(work, len(paths), "Looking at files", display)


def header_of(path: Path) -> Header:
    """What a file says of its image.

    Raises:
        UnusableImage: It cannot be read, is empty or no image.
    """
    with path.open("rb") as file:
        if not file.read(1):
            raise UnusableImage("empty file")
        file.seek(0)
        return read_header(file, os.fstat(file.fileno()).st_size)


def decode_files(
    sources: Sequence[ImageSource],
    height: int,
    width: int,
    fit: str,
    display: ProgressDisplay | None,
) -> DecodedFiles:
    """Decode files, or find what an earlier run has kept of the same contents.

    Args:
        sources: The files; at least one.
        height: Of the images that come out, in pixels.
        width: Of the images that come out, in pixels.
        fit: One of `plan.config.FITS`.
        display: Shows the progress.
    """
    cache = DecodeCache()
    lengths = [(source.name, source.header.length) for source in sources]
    layout = layout_key([height, width, fit, *lengths])
    if cache.knows(layout):
        content = content_key(_read_digests(sources, display))
        found = cache.load(layout, content, len(sources))
        if found is not None:
            return found
    decoded, content = _decode_all(sources, height, width, fit, display)
    if len(decoded.images):
        cache.save(layout, content, decoded)
    return decoded


def keep_rows(
    images: npt.NDArray[np.uint8], kept: npt.NDArray[np.bool_], channels: int
) -> npt.NDArray[np.uint8]:
    """Some images and their first channels, without a second array; the given one is used up.

    Args:
        images: uint8 `[n, h, w, c]`, in one piece.
        kept: bool `[n]`.
        channels: At most c.

    Returns:
        uint8 `[m, h, w, channels]`.
    """
    count = int(kept.sum())
    if count == len(images) and channels == images.shape[-1]:
        return images
    shape = (count, *images.shape[1:-1], channels)
    flat, filled = images.reshape(-1), 0
    for start in range(0, len(images), _ROWS_PER_MOVE):
        rows = slice(start, start + _ROWS_PER_MOVE)
        moved = images[rows][kept[rows]][..., :channels]
        flat[filled : filled + moved.size] = moved.reshape(-1)
        filled += moved.size
    if not images.flags.owndata:
        return flat[:filled].reshape(shape)
    del flat
    # Gives the rest back to the system; nobody else looks at the array.
    images.resize(shape, refcheck=False)
    return images


def _caught(work: Callable[[], Header]) -> Header | UnusableImage:
    try:
        return work()
    except UnusableImage as error:
        return error
    except OSError as error:
        return UnusableImage(f"cannot be read: {error.strerror or error}")


def _read_digests(sources: Sequence[ImageSource], display: ProgressDisplay | None) -> list[bytes]:
    def work(index: int) -> bytes:
        try:
            with sources[index].path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except OSError:
            return b""  # which no kept content has

    return in_threads(work, len(sources), "Comparing files with those of an earlier run", display)


def _decode_all(
    sources: Sequence[ImageSource],
    height: int,
    width: int,
    fit: str,
    display: ProgressDisplay | None,
) -> tuple[DecodedFiles, str]:
    """The decoded files, and the checksum of their contents."""
    images = np.empty((len(sources), height, width, 3), np.uint8)
    budget = MemoryBudget(MOST_BYTES)

    def work(index: int) -> tuple[bytes, str, bool]:
        """The file's digest, why it is not usable, and whether it has colours."""
        source, digest = sources[index], b""
        try:
            with source.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").digest()
                file.seek(0)
                with budget.hold(source.header.decoding_bytes):
                    images[index] = decode(file, height, width, fit)
        except UnusableImage as error:
            return digest, str(error), False
        except OSError as error:
            return digest, f"cannot be read: {error.strerror or error}", False
        return digest, "", _has_colours(images[index])

    with strict_pillow():
        outcomes = in_threads(work, len(sources), "Decoding images", display)
    digests, reasons, coloured = zip(*outcomes, strict=True)
    usable = np.array([not reason for reason in reasons])
    images = keep_rows(images, usable, 3 if any(coloured) else 1)
    return DecodedFiles(images, tuple(reasons)), content_key(digests)


def _has_colours(image: npt.NDArray[np.uint8]) -> bool:
    return bool((image[..., 1:] != image[..., :1]).any())
