"""A folder or a file with data, and what is to be said of it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where data lies.

    Attributes:
        path: Of the folder or file.
        name: What paths and tables say; None: by its own name, made safe.
        title: What titles say; None: its own name.
        provenance: One sentence: source and licence; None: that the user gave its path.
    """

    path: Path
    name: str | None = None
    title: str | None = None
    provenance: str | None = None
