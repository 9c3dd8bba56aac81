"""A file on its way: what has come so far, and what proves that more of the same can follow."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import requests

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class Damaged(Exception):
    """What came is not what was announced; the text is a clause without its subject."""


class PartialFile:
    """`<file_name>.part` in a directory, with a note on which version of the file it belongs to.

    Args:
        directory: An existing directory.
        file_name: Of the whole file.
    """

    def __init__(self, directory: Path, file_name: str) -> None:
        self.file_name = file_name
        self.path = directory / f"{file_name}.part"
        self._whole = directory / file_name
        self._note_path = directory / f"{file_name}.part.json"
        self.validator, self.length = self._read_note()

    @property
    def size(self) -> int:
        """How much is there, bytes."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def is_complete(self) -> bool:
        """Whether everything came before, and only the last step was not done."""
        return self.length is not None and 0 < self.length == self.size

    def range_headers(self) -> dict[str, str]:
        """What asks a server for the rest; nothing where no rest can be asked for."""
        if self.validator is None or not 0 < self.size < (self.length or float("inf")):
            return {}
        # If-Range: a server whose file has changed sends all of it.
        return {"Range": f"bytes={self.size}-", "If-Range": self.validator}

    def accepts(self, response: requests.Response) -> bool:
        """Whether an answer to `range_headers` is the rest, or the whole file anew."""
        if response.status_code != 206:
            return response.status_code == 200
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != self.size:
            return False
        validator = _validator(response)
        return self.length in (None, int(found[2])) and validator in (None, self.validator)

    @contextlib.contextmanager
    def receiving(self, response: requests.Response) -> Iterator[BinaryIO]:
        """The file to write an accepted answer to; checks its length at the end.

        Raises:
            Damaged: Fewer or more bytes came than were announced.
        """
        resumed = response.status_code == 206
        if not resumed:
            self.discard()
            self.validator, self.length = _validator(response), _announced(response)
            note = {"validator": self.validator, "length": self.length}
            self._note_path.write_text(json.dumps(note), "utf-8")
        with self.path.open("ab" if resumed else "wb") as target:
            yield target
        if self.length is not None and self.size != self.length:
            # Cut off without an error: it can be gone on with. Too long: it is of no use.
            found = self.size
            if found > self.length:
                self.discard()
            raise Damaged(f"sent {found:,} of {self.length:,} bytes")

    def finish(self) -> None:
        """Give the file its name."""
        self.path.replace(self._whole)
        self._note_path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete what is there."""
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)

    def _read_note(self) -> tuple[str | None, int | None]:
        try:
            note = json.loads(self._note_path.read_text("utf-8"))
            validator, length = note["validator"], note["length"]
        except (OSError, ValueError, KeyError, TypeError):
            return None, None
        usable = isinstance(validator, str) and isinstance(length, (int, type(None)))
        return (validator, length) if usable else (None, None)


def _validator(response: requests.Response) -> str | None:
    """What If-Range can compare: a strong ETag, else the time of the last change."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified")


def _announced(response: requests.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None
