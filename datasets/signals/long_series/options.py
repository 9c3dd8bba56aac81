"""What can be said about a long series beside where it is."""

from dataclasses import dataclass
from typing import ClassVar

from datasets.signals.options import RATES
from foundation.checks import check_range

USUAL_RATE = 8000
WINDOWS = (512, 2**18)


@dataclass(frozen=True, kw_only=True)
class SeriesOptions:
    """How a long series becomes windows with classes."""

    signal_column: str | None = None
    """The column of the signal; that a table has one makes it a series."""
    target: str | None = None
    """The column of the time to failure; None: the only other one."""
    target_bins: int | None = None
    """Classes that the time to failure is cut into, 2 to 20; None: 3."""
    window: int = 8192
    """Samples of a window."""
    sample_rate: int | None = None
    """Hz: how fast samples are played, and so what spectra are of; None: `USUAL_RATE`."""
    loudness: str = "dataset"
    """One of `datasets.signals.options.LOUDNESS`."""
    leave_out: str | None = None
    """The number of a quake whose windows are the test set."""

    belongs_to: ClassVar[str] = "a long series (a table with --signal-column)"

    def __post_init__(self) -> None:
        check_range(self, "target_bins", 2, 20)
        check_range(self, "window", *WINDOWS)
        check_range(self, "sample_rate", *RATES)


@dataclass(frozen=True, kw_only=True)
class SeriesRequest(SeriesOptions):
    """All that the loading of a series depends on."""

    split_seed: int = 0
    """Seed of the test quakes."""
