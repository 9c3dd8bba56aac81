"""Whole runs of `run_experiment.py`, each in a process of its own, with their time and memory."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from foundation.errors import UserError
from plan.stages import STAGES
from plan.timing import Timing

_PROGRAM = Path(__file__).resolve().parents[1] / "run_experiment.py"
_SECONDS_BETWEEN_LOOKS = 0.2
STAGE_NAMES = tuple(STAGES)


@dataclass(frozen=True)
class WholeRun:
    """What one run took."""

    seconds: float
    """From the start of the process to its end."""
    memory_mb: float
    """Most of the process and all its children together, in 10^6 bytes, looked at five times a
    second; pages that they share count once for each."""
    stages: pd.DataFrame
    """As `stage_table` returns it."""


class _MemoryWatch:
    """Looks at the resident memory of a process and its children until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        self.peak_mb = 0.0

    def _look(self) -> None:
        while not self._stop.wait(_SECONDS_BETWEEN_LOOKS):
            self.peak_mb = max(self.peak_mb, self._resident() / 1e6)

    def _resident(self) -> int:
        total = 0
        try:
            for process in (self._process, *self._process.children(recursive=True)):
                total += process.memory_info().rss
        except psutil.Error:  # one of them has just ended
            pass
        return total

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self.peak_mb


def measure_run(words: Sequence[str]) -> WholeRun:
    """Run a study in a directory that is deleted afterwards.

    Args:
        words: The command line of `run_experiment.py`, without `--output`.

    Raises:
        UserError: The run did not end well; with its own words.
    """
    with tempfile.TemporaryDirectory(prefix="scaling-") as output:
        command = [sys.executable, str(_PROGRAM), *words, "--output", output]
        start = time.monotonic()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            watch = _MemoryWatch(running.pid)
            try:
                text, _ = running.communicate()
            except BaseException:
                running.terminate()
                raise
            finally:
                memory = watch.stop()
        seconds = time.monotonic() - start
        if running.returncode:
            last = " ".join(text.split("\n")[-4:]).strip()
            raise UserError(
                f"{' '.join(words)}: expected a run that ends well, found exit code "
                f"{running.returncode}: {last}"
            )
        (timing,) = Path(output).rglob("timing.csv")
        return WholeRun(seconds, memory, stage_table(timing))


def stage_table(timing: Path) -> pd.DataFrame:
    """Where the time of a run went.

    Args:
        timing: Its timing.csv.

    Returns:
        A row per stage in order, and the whole: `stage`, `units`, `seconds` (of all its units),
        `share_percent` (of all units of the run), `longest` (unit), `longest_seconds`,
        `peak_memory_mb` (of a process, until then).

    Raises:
        UserError: There is no such file, or nothing in it.
    """
    rows = pd.DataFrame(Timing(timing).rows())
    if rows.empty:
        raise UserError(f"{timing}: expected the times of a run's units, found none.")
    numbers = ["seconds", "peak_memory_mb"]
    rows[numbers] = rows[numbers].apply(pd.to_numeric, errors="coerce")
    rows = rows.dropna(subset=numbers)
    # A unit that was done again has several rows: all of them took their time.
    known = [stage for stage in STAGE_NAMES if stage in set(rows["stage"])]
    others = sorted(set(rows["stage"]) - set(STAGE_NAMES))
    table = [_stage_row(stage, rows[rows["stage"] == stage], rows) for stage in known + others]
    return pd.DataFrame([*table, _stage_row("all", rows, rows)])


def _stage_row(stage: str, part: pd.DataFrame, rows: pd.DataFrame) -> dict[str, object]:
    longest = part.iloc[int(part["seconds"].argmax())]
    return {
        "stage": stage,
        "units": part["unit"].nunique(),
        "seconds": float(part["seconds"].sum()),
        "share_percent": 100 * float(part["seconds"].sum() / max(rows["seconds"].sum(), 1e-9)),
        "longest": longest["unit"],
        "longest_seconds": float(longest["seconds"]),
        "peak_memory_mb": float(part["peak_memory_mb"].max()),
    }
