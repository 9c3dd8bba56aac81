"""A drawn set of files, one for each example: class folders, and a table of their labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.kinds import Kind
from foundation.csv_text import csv_text
from foundation.files import load_arrays, write_atomically
from report.croissant_parts import column, field
from report.exported import METADATA, SPLIT


@dataclass(frozen=True, kw_only=True)
class FolderForm:
    """A form of class folders (`report.exported_forms.ExportForm`)."""

    TASK: str
    one: str
    """What an example is called."""
    several: str
    ending: str
    """Of the files, such as `png`; Croissant's set of files is called so, too."""
    media_type: str
    croissant_type: str
    """Of what is in a file; empty: Croissant's readers have none that opens such files, so that
    records say where each is."""
    text: str
    """Markdown on how to load it; `{settings}` are filled in."""
    settings: Callable[[Mapping[str, Any]], dict[str, Any]]
    """What of run.json's words on the data the text names."""

    DESCRIBED: str = METADATA

    def write(
        self,
        kind: Kind,
        files: Mapping[str, Path],
        arm: str,
        directory: Path,
        advance: Callable[[int], None],
    ) -> dict[str, int]:
        """Write the examples, and metadata.csv with a row for each."""
        counts: dict[str, int] = {}
        rows: list[tuple[str, str, str]] = []
        for done, (name, path) in enumerate(files.items(), start=1):
            folder = directory / SPLIT / path.stem
            examples = load_arrays(path)["images"]
            kind.write(examples, folder)
            counts[name] = len(examples)
            written = sorted(folder.iterdir())
            rows += [(f"{path.stem}/{file.name}", name, arm) for file in written]
            advance(done)
        write_atomically(directory / METADATA, csv_text(("file_name", "label", "origin"), rows))
        return counts

    def place(self, folder: str) -> str:
        return f"{SPLIT}/{folder}"

    def loading(self, data: Mapping[str, Any]) -> str:
        return self.text.format(SPLIT=SPLIT, METADATA=METADATA, **self.settings(data))

    def distribution(self, digest: str) -> list[dict[str, Any]]:
        return [
            {
                "@type": "cr:FileObject",
                "@id": "metadata",
                "name": "metadata",
                "description": (
                    f"A row for each {self.one}: file_name below its folder, label, origin."
                ),
                "contentUrl": METADATA,
                "encodingFormat": "text/csv",
                "sha256": digest,
            },
            {
                "@type": "cr:FileSet",
                "@id": f"{self.ending}s",
                "name": f"{self.ending}s",
                "description": f"The {self.several}, in a folder for each class.",
                "encodingFormat": self.media_type,
                "includes": f"{SPLIT}/*/*.{self.ending}",
            },
        ]

    def records(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """An example and the row of the table with its name: joined from the example's side."""
        read = bool(self.croissant_type)
        own = {"fileSet": {"@id": f"{self.ending}s"}}
        # The folder of the class and the file's own name.
        path = {
            **own,
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": "^(?:.*/)?([^/]+/[^/]+)$"},
        }
        in_table = column("metadata", "file_name")
        about = f"Of the {self.one}, below the folder of metadata.csv."
        name = self._field("file_name", about, path if read else in_table)
        if read:
            name["references"] = in_table
        about = f"Name of the class that the {self.one} was drawn for."
        label = self._field("label", about, column("metadata", "label"))
        origin = self._field("origin", "What drew it.", column("metadata", "origin"))
        fields = [name, label, origin]
        if read:
            content = {**own, "extract": {"fileProperty": "content"}}
            fields.append(self._field(self.one, f"The {self.one}.", content, self.croissant_type))
        return {
            "@type": "cr:RecordSet",
            "@id": self.several,
            "name": self.several,
            "description": f"All {self.several} with their labels.",
            "key": {"@id": f"{self.several}/file_name"},
            "field": fields,
        }

    def _field(
        self, name: str, about: str, source: dict[str, Any], kind: str = "sc:Text"
    ) -> dict[str, Any]:
        return field(self.several, name, about, source, kind)
