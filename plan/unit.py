"""A unit: the smallest resumable piece of work, and the marker that says that it is finished."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.environment import made_with
from foundation.files import file_digest, known_digest, write_atomically


@dataclass(frozen=True)
class Unit:
    """The smallest resumable piece of work: some files and the marker that vouches for them."""

    name: str
    """What messages call it, such as `gan/7`."""
    directory: Path
    """Where its files are."""
    marker: Path
    """The DONE file, written last."""

    def absolute(self) -> "Unit":
        """The same unit, whatever the current directory of the process that makes it."""
        return Unit(self.name, self.directory.absolute(), self.marker.absolute())

    def finish(self, settings: dict[str, Any], files: Sequence[Path], **record: Any) -> None:
        """Write the marker: the unit is complete.

        It also keeps commit and versions, which are no settings: a resume may have others.

        Args:
            settings: The fields that the unit depends on, JSON types.
            files: The files that it made, below `directory`.
            **record: Further facts to keep, such as `status`.
        """
        sums = {str(path.relative_to(self.directory)): file_digest(path) for path in files}
        content = {"settings": settings, "files": sums, "made_with": made_with(), **record}
        write_atomically(self.marker, json.dumps(content, indent=1, sort_keys=True) + "\n")

    def record(self) -> dict[str, Any] | None:
        """The marker's content, None where there is none or it cannot be read."""
        try:
            content = json.loads(self.marker.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) and "settings" in content else None

    def damaged_file(self) -> str | None:
        """The first file that is missing or differs from what the marker vouches for."""
        record = self.record()
        if record is None:
            return self.marker.name if self.marker.exists() else None
        for name, digest in sorted(record.get("files", {}).items()):
            path = self.directory / name
            if not path.is_file() or known_digest(path) != digest:
                return name
        return None
