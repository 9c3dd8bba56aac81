"""Files written whole or not at all, arrays without pickle, digests of what was written."""

import contextlib
import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from foundation.errors import UserError

TEMPORARY_PREFIX = ".partial-"
# What reading a damaged .npz can raise; the zip module raises RuntimeError for odd flags.
DAMAGE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, with the same suffixes; it replaces `path` on success.

    Raises:
        UserError: The disk is full or the place cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a whole file or nothing."""
    with atomic_path(path) as temporary:
        # A path of the command line may hold bytes that are no UTF-8.
        plain = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
        temporary.write_bytes(plain)


def save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays as a compressed `.npz`, whole or not at all; nothing in it needs pickle."""
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load_arrays(path: Path) -> dict[str, np.ndarray]:
    """Read all arrays of an `.npz`; what would need pickle is refused."""
    # Opened here: NumPy leaves a file open that is no archive after all.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
        return dict(content)


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal digits; read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_digest(path: Path) -> str:
    """The same, remembered by this process as long as the file's size and times stay."""
    facts = path.stat()
    return _digest_of(path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


@lru_cache(maxsize=100_000)
def _digest_of(path: Path, *facts: int) -> str:
    return file_digest(path)
