"""What can be said about recordings beside where they are."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.checks import check_range

LOUDNESS: dict[str, str] = {
    "recording": "Each is made as loud as the others: loudness tells who spoke how near.",
    "dataset": "As they are: loudness tells the classes apart.",
}
"""What is done to the loudness of recordings."""
RATES = (1000, 384_000)


@dataclass(frozen=True, kw_only=True)
class SignalOptions:
    """How files of sound become recordings of one length."""

    sample_rate: int | None = None
    """Hz; None: that of most files."""
    seconds: float | None = None
    """Length; None: the shortest power of two of samples that holds 99 of 100 files."""
    loudness: str = "recording"
    """One of `LOUDNESS`."""
    group: str | None = None
    """Pattern of file names, such as `{label}_{group}_{index}`: files with the same text in the
    place of {group} stay on one side of the split."""
    leave_out: str | None = None
    """A group whose recordings are the test set."""
    strict: bool = False
    """Whether the same sound under two classes is an error."""
    min_images: int | None = None
    """Leave out classes with fewer usable recordings, or too few to split; None: none."""

    belongs_to: ClassVar[str] = "recordings"

    def __post_init__(self) -> None:
        check_range(self, "sample_rate", *RATES)
        check_range(self, "seconds", 0.05, 60)
