"""What the loading of data may depend on, in a group for each kind of source."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from datasets.images.options import ImageOptions
from datasets.signals.long_series.options import SeriesRequest
from datasets.signals.options import SignalOptions
from datasets.tables.options import TableRequest
from foundation.errors import UserError

# What every kind of data is asked, `Kind.fitted`, and refuses itself.
_OF_ALL_SOURCES = ("image_size", "split_seed")


@dataclass(frozen=True, kw_only=True)
class SourceOptions:
    """Options by what heeds them; a source names the field that it heeds."""

    images: ImageOptions = ImageOptions()
    """How image files become images of one size."""
    table: TableRequest = TableRequest()
    """Which columns of a table are what."""
    signals: SignalOptions = SignalOptions()
    """How files of sound become recordings of one length."""
    series: SeriesRequest = SeriesRequest()
    """How a long series becomes windows with classes."""

    def heeded(self, takes: str, found: str) -> Any:
        """The options of one field.

        Args:
            takes: Its name; empty: none, for None.
            found: What is loaded, for messages.

        Raises:
            UserError: An option of another field was set.
        """
        heeded: Any = getattr(self, takes) if takes else None
        own = {field.name for field in dataclasses.fields(heeded)} if takes else set()
        for field in dataclasses.fields(self):
            _refuse_set(getattr(self, field.name), own, found)
        return heeded


def _refuse_set(options: Any, heeded: set[str], found: str) -> None:
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if field.name not in (*_OF_ALL_SOURCES, *heeded) and value != field.default:
            option = "--" + field.name.replace("_", "-")
            raise UserError(f"{option}: expected {options.belongs_to}, found {found}.")
