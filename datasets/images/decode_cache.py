"""Decoded images kept between runs, found again by the content of the files.

An entry's name has two parts: a key that can be had without reading any file (names, lengths and
how the images were made to fit), and the checksum of the contents. Where no entry has the key, the
files need to be read once only, for pixels and checksum together.
"""

import contextlib
import hashlib
import logging
import os
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from foundation.files import load_arrays

logger = logging.getLogger(__name__)

# Changes with anything that gives other pixels for the same file.
_VERSION = "1"
MOST_ENTRIES = 4
MOST_BYTES = 2_000_000_000
_KEY_LENGTH = 32


@dataclass(frozen=True)
class DecodedFiles:
    """What became of some image files."""

    images: npt.NDArray[np.uint8]
    """uint8 `[m, h, w, c]`: the usable ones, in the order of the files; c = 1 where all are
    grey."""
    reasons: tuple[str, ...]
    """One for each file: why it is not usable, empty where it is."""


def layout_key(parts: Iterable[object]) -> str:
    """A key of names, lengths and options."""
    return _digest(repr((_VERSION, *parts)).encode("utf-8", "backslashreplace"))


def content_key(digests: Iterable[bytes]) -> str:
    """The checksum of the contents of files, from their own in order."""
    return _digest(b"".join(digests))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_KEY_LENGTH]


class DecodeCache:
    """The newest few sets of decoded images, in the user's cache directory.

    A place that cannot be used and an entry that cannot be read are the same as none.

    Args:
        directory: Where entries are; None: `decoded` in the cache directory of this system
            (`XDG_CACHE_HOME` where it is set).
    """

    def __init__(self, directory: Path | None = None) -> None:
        place = Path(platformdirs.user_cache_dir("gan-data-study")) / "decoded"
        self._directory = directory or place

    def knows(self, layout: str) -> bool:
        """Whether it is worth while to read the contents of the files for a checksum."""
        return any(path.name.startswith(f"{layout}-") for path in self._entries())

    def load(self, layout: str, content: str, files: int) -> DecodedFiles | None:
        """The entry for these files, None where there is none that is whole.

        Args:
            layout: From `layout_key`.
            content: From `content_key`.
            files: How many files there are.
        """
        path = self._path(layout, content)
        try:
            entry = load_arrays(path)
            found = DecodedFiles(entry["images"], tuple(entry["reasons"].tolist()))
            os.utime(path)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
            return None
        usable = sum(not reason for reason in found.reasons)
        whole = found.images.ndim == 4 and found.images.dtype == np.uint8
        return (
            found if whole and (len(found.reasons), len(found.images)) == (files, usable) else None
        )

    def save(self, layout: str, content: str, decoded: DecodedFiles) -> None:
        """Keep an entry, and forget the oldest ones beyond the bounds."""
        if decoded.images.nbytes > MOST_BYTES:
            return
        path = self._path(layout, content)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                np.savez(file, images=decoded.images, reasons=np.array(decoded.reasons, np.str_))
            os.replace(temporary, path)
            self._forget(self._entries())
        except OSError as error:
            logger.info("Decoded images are not kept: %s", error)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _path(self, layout: str, content: str) -> Path:
        return self._directory / f"{layout}-{content}.npz"

    def _entries(self) -> list[Path]:
        """The newest first; those of unfinished processes as well, which are hidden."""
        try:
            return sorted(self._directory.glob("*.npz"), key=_age_key, reverse=True)
        except OSError:
            return []

    def _forget(self, newest_first: Sequence[Path]) -> None:
        total = 0
        for position, path in enumerate(newest_first):
            total += path.stat().st_size
            if position >= MOST_ENTRIES or total > MOST_BYTES:
                path.unlink(missing_ok=True)


def _age_key(path: Path) -> int:
    return path.stat().st_mtime_ns
