"""What the page is made of: a row per section, and what a section comes to."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from foundation.csv_text import csv_text

if TYPE_CHECKING:
    from report.found import Found


@dataclass(frozen=True, kw_only=True)
class Content:
    """A section as it stands on the page."""

    html: Markup
    """What stands below the title; every text of the data is escaped."""
    files: Mapping[str, bytes | str] = field(default_factory=dict)
    """What it leaves in the run directory, too: path below it, such as `plots/samples.png`."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page.

    The module has `shown(found) -> bool` and `build(found) -> Content`; it is imported when first
    used.
    """

    title: str
    """`{examples}` stands for what the data calls them."""
    nav: str
    """Its short title, for the links at the top."""
    anchor: str
    module: str
    leads: bool = False
    """Whether it stands on the first screen, before the links to the others."""
    kinds: frozenset[str] | None = None
    """Kinds of data whose pages have it; None: all."""
    concludes: bool = False
    """Whether it draws a conclusion, which there is none of before the run is finished."""

    def heading(self, found: "Found") -> str:
        """Its title on the page of a run."""
        return self.title.format(examples=found.examples)

    def short(self, found: "Found") -> str:
        """Its short title there."""
        return self.nav.format(examples=found.examples).capitalize()

    def shown(self, found: "Found") -> bool:
        """Whether there is anything to show."""
        if self.kinds is not None and found.run.data.kind.name not in self.kinds:
            return False
        return importlib.import_module(self.module).shown(found)

    def build(self, found: "Found") -> Content:
        """Draw its pictures and write its text."""
        return importlib.import_module(self.module).build(found)


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A table as CSV, as files below `tables/` hold it; what is None or NaN stays empty.

    Args:
        rows: Column -> value.
        columns: In their order, also where there are no rows.
    """
    return csv_text(columns, ([row.get(name) for name in columns] for row in rows))


def in_plots(pictures: Mapping[str, bytes]) -> dict[str, bytes | str]:
    """PNGs by name, as files of the run directory's `plots/`."""
    return {f"plots/{name}.png": content for name, content in pictures.items()}
