"""What zip and tar archives hold, entry by entry, without trusting what they say of themselves."""

import bz2
import contextlib
import dataclasses
import functools
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

CHUNK_BYTES = 1024 * 1024
# A header that asks for more than this at once is after memory, not after a file name.
LARGEST_READ = 16 * 1024 * 1024
# How much zipfile unpacks of what it reads is bounded for these methods only.
_STEADY_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class UnreadableArchive(Exception):
    """An archive cannot be unpacked; the text is a clause that says what was found."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of an archive.

    Attributes:
        name: As stored; not to be trusted.
        kind: `file`, `directory`, or what else it is, in words (`link`, `device`).
        open: Opens the content of a file for reading.
        chunk_bytes: The most to read at once.
    """

    name: str
    kind: str
    open: Callable[[], IO[bytes]]
    chunk_bytes: int = CHUNK_BYTES


# Takes an archive and a function that is told how far a packed stream was read, in bytes, and may
# raise.
Reader = Callable[[IO[bytes], Callable[[int], None]], Iterator[Entry]]


def find_reader(archive: IO[bytes]) -> Reader | None:
    """The reader for an archive, told by its content; None where it is none.

    Args:
        archive: Open at its start, where it is left.
    """
    head = archive.read(512)
    archive.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_entries
    if head[257:262] == b"ustar":
        return functools.partial(_tar_entries, lambda file: file)
    for magic, decompress in _DECOMPRESSIONS.items():
        if head.startswith(magic):
            return functools.partial(_tar_entries, decompress)
    return None


# First bytes -> a stream of what is packed.
_DECOMPRESSIONS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Turn what the libraries raise over a broken archive into `UnreadableArchive`.

    Errors of the user's disk stay what they are.
    """
    try:
        yield
    except NotImplementedError as error:
        raise UnreadableArchive("a kind of compression that is not supported") from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError, *_BROKEN) as error:
        raise UnreadableArchive(_damage(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise UnreadableArchive(_damage(error)) from error


_BROKEN = (zlib.error, lzma.LZMAError, struct.error, OverflowError, MemoryError)


def _damage(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"a cut off or damaged file ({lines[0].rstrip('.') if lines else type(error).__name__})"


def _zip_entries(archive: IO[bytes], check: Callable[[int], None]) -> Iterator[Entry]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            yield _zip_entry(opened, info)


def _zip_entry(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    if not info.filename:  # zipfile cannot say of such a one whether it is a directory
        raise zipfile.BadZipFile("an entry without a name")
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableArchive(f"{info.filename!r} encrypted with a password")
    mode = stat.S_IFMT(info.external_attr >> 16)
    return Entry(
        # Some old Windows programs write the wrong slash.
        name=info.filename.replace("\\", "/"),
        kind="directory" if info.is_dir() else _ZIP_KINDS.get(mode, "device"),
        open=lambda: opened.open(info),
        # 4 KiB of bzip2 can hold 80 MB.
        chunk_bytes=CHUNK_BYTES if info.compress_type in _STEADY_METHODS else 4096,
    )


_ZIP_KINDS = {0: "file", stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}


def _tar_entries(
    decompress: Callable[[Any], Any], archive: IO[bytes], check: Callable[[int], None]
) -> Iterator[Entry]:
    # Nothing of tarfile's own extraction is used: it would make links and set owners.
    stream = _Metered(decompress(archive), check)
    try:
        opened = tarfile.TarFile(fileobj=stream)  # type: ignore[arg-type]
    except tarfile.ReadError as error:
        raise UnreadableArchive("a packed file that is no tar archive") from error
    while (info := opened.next()) is not None:
        yield _tar_entry(opened, info)
    _check_ending(stream, opened.offset)


def _tar_entry(opened: tarfile.TarFile, info: tarfile.TarInfo) -> Entry:
    kinds = {"file": info.isfile(), "directory": info.isdir(), "link": info.issym() or info.islnk()}

    def open_file() -> IO[bytes]:
        content = opened.extractfile(info)
        assert content is not None, "only what is no file has no content"
        return content

    kind = next((kind for kind, applies in kinds.items() if applies), "device")
    return Entry(name=info.name, kind=kind, open=open_file)


def _check_ending(stream: "_Metered", offset: int) -> None:
    """Raise where the entries end in anything but zeros; read on, which verifies the checksum."""
    stream.seek(offset)
    if stream.read(512).strip(b"\0"):
        raise UnreadableArchive("a damaged header in the middle of it")
    while stream.read(CHUNK_BYTES):
        pass


class _Metered:
    """A stream that says how far it has been read and refuses to fill the memory.

    Args:
        stream: Seekable.
        check: Called with the position after every step, in bytes; may raise.
    """

    def __init__(self, stream: IO[bytes], check: Callable[[int], None]) -> None:
        self._stream, self._check = stream, check
        self.tell = stream.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LARGEST_READ:
            raise UnreadableArchive("a header that asks for more memory than any file name needs")
        content = self._stream.read(size)
        self._check(self.tell())
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset < 0:
            raise UnreadableArchive("a header with a negative size")
        position = self.tell()
        # In steps, because a packed stream is unpacked on the way.
        while position < offset:
            reached = self._stream.seek(min(offset, position + LARGEST_READ))
            self._check(reached)
            if reached <= position:
                return reached
            position = reached
        return self._stream.seek(offset)
