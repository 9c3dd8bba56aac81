"""Seconds and peak memory of every unit, in timing.csv."""

import contextlib
import csv
import io
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from experiment.run_directory import write_atomically

COLUMNS = ("stage", "unit", "seconds", "peak_memory_mb")


def peak_memory_mb() -> float:
    """The largest resident set of this process so far, in MB (10^6 bytes)."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kibibytes, macOS in bytes.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


@dataclass
class Spent:
    """What a unit has taken before the block that is being timed."""

    earlier_seconds: float = 0.0


class Timing:
    """Rows of timing.csv; earlier rows of a resumed run stay."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> list[dict[str, str]]:
        """The rows so far, values as text; lines that are none are left out."""
        if not self._path.is_file():
            return []
        with self._path.open(newline="", encoding="utf-8", errors="replace") as file:
            return [row for row in csv.DictReader(file) if all(row.get(key) for key in COLUMNS)]

    @contextlib.contextmanager
    def measure(self, stage: str, unit: str) -> Iterator[Spent]:
        """Time the block; a block that raises leaves no row.

        Yields:
            Where the block puts the seconds of earlier starts whose work it has gone on from.
        """
        start, spent = time.monotonic(), Spent()
        yield spent
        seconds = spent.earlier_seconds + time.monotonic() - start
        row = (stage, unit, f"{seconds:.2f}", f"{peak_memory_mb():.0f}")
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*self.rows(), dict(zip(COLUMNS, row))])
        write_atomically(self._path, text.getvalue())
