"""How fast a long series is read, in how much memory, and whether a known signal is found in it."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # to be called by its path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchmarks.program import run_program
from benchmarks.results import say_table, write_results
from datasets.dataset import Dataset
from datasets.fetching.place import Place
from datasets.signals.long_series.options import SeriesRequest
from datasets.signals.long_series.series import load_series_file
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from plan.timing import peak_memory_mb

NAMES = ("acoustic_data", "time_to_failure")
ROWS_PER_PASS = 1_000_000
# Seconds between two rows within a quake; of a laboratory's series they are 3e-7 on average.
_PERIOD = 2.5e-7
# Standard deviations of the noise and of a burst, and the samples of one.
_QUIET, _LOUD, _BURST = 3.0, 40.0, 100
# Bursts of a sample at the start of a quake: two in a window of 8,192; 52 at its end.
_RATE, _DOUBLINGS = 2e-4, 5
_WRITERS = {".csv": pyarrow.csv.CSVWriter, ".parquet": pyarrow.parquet.ParquetWriter}


@dataclass(frozen=True, kw_only=True)
class SeriesArguments:
    """Measure the reading of a made series: rows per second, and the most memory that it takes.

    The series is noise with bursts of tremor, which come twice as often for every fifth of a quake
    that is over: how often they come tells the time to failure. It is written first, unless it is
    there. The known signal is found where the log of the variance of a window, put into thirds by
    its quantiles in training quakes, tells the class in the test quakes; one in three is chance.
    """

    million_rows: int = 100
    """Rows, in millions. Range: 1 to 1000."""
    quakes: int = 17
    """Quakes that these are cut into, of different lengths. Range: 5 to 1000."""
    ending: str = ".csv"
    """What the file is: .csv or .parquet."""
    window: int = 8192
    """Samples of a window. Range: 512 to 262144."""
    seed: int = 0
    """Of the series."""
    output: Path = Path("runs/benchmarks")
    """Where the series (15 GB for 1,000 million rows of CSV), long_series.csv and long_series.json
    go."""

    def __post_init__(self) -> None:
        if self.ending not in _WRITERS:
            raise UserError(f"--ending: expected .csv or .parquet, found {self.ending!r}.")
        for name, low, high in (("million_rows", 1, 1000), ("quakes", 5, 1000)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise UserError(
                    f"--{name.replace('_', '-')}: expected {low} to {high}, found {value}."
                )


def make_quakes(rows: int, quakes: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Passes of rows of a made series: int16 signal and float64 time to failure, `[pass]` each.

    Args:
        rows: Of all quakes.
        quakes: Their number; the longest is twice as long as the shortest.
        seed: Of everything.
    """
    rng = np.random.default_rng(seed)
    shares = np.cumsum(rng.uniform(1, 2, quakes))
    ends = np.rint(rows * shares / shares[-1]).astype(np.int64)
    for start, end in zip([0, *ends], ends):
        for first in range(start, end, ROWS_PER_PASS):
            left = end - np.arange(first, min(first + ROWS_PER_PASS, end))
            yield _tremor(left / (end - start), rng), left * _PERIOD


def _tremor(left: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Noise with bursts, as often as the share of a quake that is `left` says."""
    loudness = np.full(len(left), _QUIET, np.float32)
    bursts = np.flatnonzero(rng.random(len(left)) < _RATE * 2 ** (_DOUBLINGS * (1 - left)))
    for start in bursts:
        loudness[start : start + _BURST] = _LOUD
    return np.rint(loudness * rng.standard_normal(len(left), np.float32)).astype(np.int16)


def write_series(path: Path, rows: int, quakes: int, seed: int) -> None:
    """Write a made series, a pass at a time; the file is there when it is whole."""
    schema = pa.schema([(NAMES[0], pa.int16()), (NAMES[1], pa.float64())])
    part = path.with_suffix(f".part{path.suffix}")
    part.parent.mkdir(parents=True, exist_ok=True)
    with _WRITERS[path.suffix](part, schema) as writer:
        for signal, left in make_quakes(rows, quakes, seed):
            writer.write_batch(pa.record_batch([signal, left], schema=schema))
    part.replace(path)


def found_by_variance(data: Dataset) -> float:
    """Share of test windows whose class the variance tells, by thirds of it in training quakes."""
    assert data.test_mask is not None  # a series has test quakes
    variance = np.array([wave.astype(np.float32).var() for wave in data.examples])
    classes = len(data.class_names)
    edges = np.quantile(variance[~data.test_mask], np.arange(1, classes) / classes)
    told = classes - 1 - np.searchsorted(edges, variance)  # the louder, the sooner
    return float((told == data.labels)[data.test_mask].mean())


def measure(arguments: SeriesArguments, display: ProgressDisplay) -> None:
    """Write the series, load it, print and write what it took."""
    rows = arguments.million_rows * 1_000_000
    stem = f"series-{arguments.million_rows}-{arguments.quakes}-{arguments.seed}"
    path = arguments.output / f"{stem}{arguments.ending}"
    if not path.is_file():
        display.say(f"Writing {path}")
        write_series(path, rows, arguments.quakes, arguments.seed)
    before, start = peak_memory_mb(), time.monotonic()
    request = SeriesRequest(signal_column=NAMES[0], target=NAMES[1], window=arguments.window)
    data = load_series_file(Place(path=path), request, display)
    seconds = time.monotonic() - start
    assert data.groups is not None  # quakes
    table = pd.DataFrame(
        {
            "million rows": [arguments.million_rows],
            "seconds": [seconds],
            "million rows per second": [arguments.million_rows / seconds],
            "peak memory, MB": [peak_memory_mb()],
            "before reading, MB": [before],
            "windows": [len(data.examples)],
            "quakes": [len(np.unique(data.groups))],
            "found in test quakes": [found_by_variance(data)],
        }
    )
    say_table(display, table, f"Reading {path.name}")
    paths = write_results(arguments.output, "long_series", arguments, table, table)
    display.say(f"The same with settings and environment: {paths[1]}")


if __name__ == "__main__":
    sys.exit(run_program(SeriesArguments, measure, sys.argv[1:], "long_series"))
