"""What the page shows of a training's inside: the files of the units that draw `plan.views`.

The pictures stay files beside the page: those of many classes would be most of its weight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from plan.run import Run
from plan.views import VIEWS, View
from plots.network_diagram import svg_size
from plots.web_pictures import pixel_size


@dataclass(frozen=True, kw_only=True)
class LinkedPicture:
    """A picture beside the page."""

    path: Path
    file: str
    """Below the run directory."""

    @property
    def address(self) -> str:
        """Relative to the page."""
        return quote(self.file)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        is_drawing = self.path.suffix == ".svg"
        return svg_size(self.path.read_text("utf-8")) if is_drawing else pixel_size(self.path)

    @property
    def content(self) -> bytes:
        """The file."""
        return self.path.read_bytes()

    @classmethod
    def of(cls, path: Path, root: Path) -> "LinkedPicture":
        """A file below the run directory `root`."""
        return cls(path=path, file=path.relative_to(root).as_posix())


@dataclass(frozen=True, kw_only=True)
class ShownView:
    """A view of a class, or of the run, as the page has it."""

    name: str
    """Of the row in `plan.views.VIEWS`."""
    row: View
    pictures: tuple[LinkedPicture, ...] = ()
    note: str = ""
    """Why there is no picture; one sentence."""


def shown_views(run: Run, class_name: str = "") -> list[ShownView]:
    """The views of a class, or of the run, in the order of their table; none before they are drawn.

    Args:
        run: The run.
        class_name: The class; empty: the run's own views.
    """
    task = run.plan.inside(class_name)
    if not task.is_done():
        return []
    record = task.unit.record() or {}
    pictures = dict(_pictures(task.unit.directory, set(record["files"]), run))
    shown = []
    for name, row in VIEWS.items():
        found = tuple(pictures[file] for file in row.files if file in pictures)
        note = record.get("notes", {}).get(name, "")
        if found or note:
            own = row.of(run.data.kind.nouns)
            shown.append(ShownView(name=name, row=own, pictures=found, note=note))
    return shown


def _pictures(directory: Path, files: set[str], run: Run) -> Iterator[tuple[str, LinkedPicture]]:
    for file in files:
        if not file.endswith(".csv"):
            yield file, LinkedPicture.of(directory / file, run.run_directory.root)
