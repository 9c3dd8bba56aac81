"""Seconds and peak memory of every unit, in timing.csv."""

import contextlib
import csv
import io
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from foundation.files import write_atomically

COLUMNS = ("stage", "unit", "seconds", "peak_memory_mb")


def peak_memory_mb() -> float:
    """The largest resident set of this process so far, in MB (10^6 bytes)."""
    with contextlib.suppress(OSError):
        # On Linux getrusage begins with the peak of the process that started this one.
        found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
        if found:
            return int(found[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kibibytes, macOS in bytes.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


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
    def measure(self, stage: str, unit: str) -> Iterator[None]:
        """Time the block; a block that raises leaves no row."""
        start = time.monotonic()
        yield
        self.add(stage, unit, time.monotonic() - start, peak_memory_mb())

    def add(self, stage: str, unit: str, seconds: float, peak_memory: float) -> None:
        """Add a row; the memory, in MB, is that of the process which made the unit."""
        row = (stage, unit, f"{seconds:.2f}", f"{peak_memory:.0f}")
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*self.rows(), dict(zip(COLUMNS, row))])
        write_atomically(self._path, text.getvalue())
