"""Unpack archives that may be hostile: nothing outside the directory, no links, no bombs."""

import dataclasses
import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

from datasets.fetching.archive_entries import Entry, Reader, UnreadableArchive, find_reader, reading
from datasets.fetching.readable_names import readable_name
from foundation.errors import UserError

_DEEPEST = 64
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
# Names that a file system cannot take, and clashes with what an earlier entry has made.
_PASSED_OVER = {
    errno.ENAMETOOLONG: "its name is too long",
    errno.EILSEQ: "its name cannot be written here",
    errno.EINVAL: "its name cannot be written here",
    errno.EEXIST: "an entry before it has the same name",
    errno.ENOTDIR: "a file before it has the name of its folder",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnpackLimits:
    """What an archive may become; counted while it is written, whatever its headers say."""

    most_bytes: int = 50_000_000_000
    """All files together, bytes."""
    most_files: int = 500_000
    """Files and folders."""
    most_ratio: float = 200.0
    """Bytes written per byte of the archive; pictures hardly shrink at all."""
    free_bytes: int = 100_000_000
    """Written before the ratio counts, bytes."""


LIMITS = UnpackLimits()


@dataclasses.dataclass(frozen=True)
class SkippedEntry:
    """An entry that was not unpacked: its name as stored, and why."""

    name: str
    reason: str


def unpack_archive(
    archive: Path,
    directory: Path,
    *,
    limits: UnpackLimits = LIMITS,
    advance: Callable[[int], None] = lambda done: None,
) -> list[SkippedEntry]:
    """Unpack a zip or tar archive (plain, gzip, bzip2, xz), told by its content.

    Args:
        archive: The file.
        directory: An existing empty directory; after an error, its content is to be thrown away.
        limits: What the archive may become.
        advance: Called with the bytes of the archive that are done so far.

    Returns:
        The entries passed over: links, devices, names that clash or cannot be written.

    Raises:
        UserError: The file is no archive, is cut off, damaged, encrypted or too large, or an entry
            points outside of the directory.
    """
    try:
        with archive.open("rb") as file:
            reader = _reader_of(archive, file)
            unpacking = _Unpacking(file, directory.resolve(), limits, advance)
            with reading():
                for entry in reader(file, unpacking.check_stream):
                    unpacking.take(entry)
            return unpacking.skipped
    except UnreadableArchive as error:
        raise UserError(
            f"{shown(archive)}: expected an archive that can be unpacked safely, found {error}."
        ) from error
    except OSError as error:
        raise UserError(
            f"{shown(archive)}: cannot be unpacked: {error.strerror or error}."
        ) from error


def check_archive(archive: Path) -> None:
    """Refuse a file that is no archive, as far as its beginning tells.

    Raises:
        UserError: It is none, or cannot be read.
    """
    try:
        with archive.open("rb") as file:
            _reader_of(archive, file)
    except OSError as error:
        raise UserError(f"{shown(archive)}: cannot be read: {error.strerror}.") from error


def _reader_of(archive: Path, file: IO[bytes]) -> Reader:
    reader = find_reader(file)
    if reader is None:
        found = "a file of another kind" if file.read(1) else "an empty file"
        raise UserError(
            f"{shown(archive)}: expected a folder of images, or a zip or tar archive of one, "
            f"found {found}."
        )
    return reader


def shown(path: Path) -> str:
    """A path, fit for print."""
    return readable_name(str(path))


class _Unpacking:
    """One archive on its way to the disk, and how much of it is there."""

    def __init__(
        self,
        file: IO[bytes],
        directory: Path,
        limits: UnpackLimits,
        advance: Callable[[int], None],
    ) -> None:
        self._file, self._directory, self._limits = file, directory, limits
        self._advance = advance
        size = file.seek(0, 2)
        file.seek(0)
        self._most = min(limits.most_bytes, int(max(limits.free_bytes, size * limits.most_ratio)))
        self._written = self._entries = 0
        self.skipped: list[SkippedEntry] = []

    def take(self, entry: Entry) -> None:
        """Write one entry, or note why not."""
        self._entries += 1
        if self._entries > self._limits.most_files:
            raise UnreadableArchive(f"more than {self._limits.most_files:,} entries")
        path = _safe_path(entry.name)
        reason: str | None = None
        if entry.kind not in ("file", "directory"):
            reason = f"it is a {entry.kind}"
        elif len(path.parts) > _DEEPEST:
            reason = f"it lies more than {_DEEPEST} folders deep"
        elif path.parts:
            reason = self._write(entry, self._directory / path)
        if reason is not None:
            self.skipped.append(SkippedEntry(entry.name, reason))
        self._advance(self._file.tell())

    def check_stream(self, position: int) -> None:
        """Raise where a packed stream has become longer than an archive may be."""
        # Headers and padding of a tar archive come on top of its files.
        if position > self._most + 4096 * (self._limits.most_files + 1):
            raise self._too_large()

    def _write(self, entry: Entry, target: Path) -> str | None:
        """Write it; return why that cannot be, where it is the name's fault."""
        try:
            if entry.kind == "directory":
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                # Never over a file that is there.
                with target.open("xb") as output:
                    self._copy(entry, output)
        except OSError as error:
            if error.filename is None or error.errno not in _PASSED_OVER:
                raise
            return _PASSED_OVER[error.errno]
        return None

    def _copy(self, entry: Entry, output: IO[bytes]) -> None:
        with entry.open() as content:
            while chunk := content.read(entry.chunk_bytes):
                self._written += len(chunk)
                if self._written > self._most:
                    raise self._too_large()
                output.write(chunk)

    def _too_large(self) -> UnreadableArchive:
        limits = self._limits
        if self._most < limits.most_bytes:
            return UnreadableArchive(
                f"more than {limits.most_ratio:g} times its own size in it (a zip bomb?)"
            )
        return UnreadableArchive(f"more than {limits.most_bytes / 1e9:g} GB in it")


def _safe_path(name: str) -> Path:
    """The relative path of an entry.

    Raises:
        UnreadableArchive: It points outside of the directory, on this system or another.
    """
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or _DRIVE.match(name) or "\0" in name:
        raise UnreadableArchive(
            f"an entry that points outside of it ({readable_name(name[:200])!r})"
        )
    path = Path(*[part for part in name.split("/") if part not in ("", ".")])
    # On Windows, "C:name" is a drive as well.
    if path.is_absolute() or path.drive:
        raise UnreadableArchive(
            f"an entry that points outside of it ({readable_name(name[:200])!r})"
        )
    return path
