"""Forms in which drawn sets leave the house, by the kind of what was drawn."""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from datasets.kinds import Kind


class ExportForm(Protocol):
    """A module: what is written beside the card and croissant.json, and how others load it."""

    TASK: str
    """What it can be trained for, in the words of the Hugging Face Hub."""
    DESCRIBED: str
    """The one file that croissant.json gives the digest of, below the directory."""

    def write(
        self,
        kind: Kind,
        files: Mapping[str, Path],
        arm: str,
        directory: Path,
        advance: Callable[[int], None],
    ) -> dict[str, int]:
        """Write the examples of all classes.

        Args:
            kind: Of the examples.
            files: Class name -> the file of its examples in the run.
            arm: What drew them.
            directory: Of the set.
            advance: Called with how many classes are written.

        Returns:
            Class name -> how many it has.
        """

    def place(self, folder: str) -> str:
        """Where a class is, below the directory, by its name in paths."""

    def loading(self, data: Mapping[str, Any]) -> str:
        """How to load the set, Markdown; `data` is what run.json says of the data."""

    def distribution(self, digest: str) -> list[dict[str, Any]]:
        """Croissant's distribution, with the digest of the described file."""

    def records(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Croissant's record set."""


FORMS = {
    "images": "report.exported_images",
    "signal": "report.exported_recordings",
    "table": "report.exported_rows",
}
"""Name of a kind -> the module that is its form, or has one as `FORM`."""


def form_of(data: Mapping[str, Any]) -> ExportForm:
    """The form for the data of a run, by what run.json says of it."""
    module: Any = importlib.import_module(FORMS[data.get("kind", "images")])
    form: ExportForm = getattr(module, "FORM", module)
    return form
