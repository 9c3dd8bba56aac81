"""From a long file to a data set: windows of its signal, in classes of time to failure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from datasets.dataset import Dataset
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.grouping import hold_out
from datasets.signals.groups import left_out
from datasets.signals.kind import RECORDING, SignalKind
from datasets.signals.long_series.check import inspect_series
from datasets.signals.long_series.cutting import MOST_VALUES, Windows, cut
from datasets.signals.long_series.options import USUAL_RATE, SeriesRequest
from datasets.signals.long_series.reading import Column, SeriesFile, open_series
from datasets.signals.scaled import PEAK, to_int16, to_peak
from datasets.tables.reading import existing_table
from datasets.tables.target import bin_names, existing_column
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.rows import listed

# How many columns an error lists.
_LISTED = 30
_USUAL_CLASSES, _TEST_SHARE = 3, 5
_INT16 = np.iinfo(np.int16)
_ROWS_PER_PASS = 64  # of windows, so that copies are small


def load_series_file(
    place: Place,
    options: SeriesRequest,
    display: ProgressDisplay | None = None,
    most_values: int = MOST_VALUES,
) -> Dataset:
    """Load windows of a CSV or Parquet file of one channel and its time to failure.

    The file is read once, from its start to its end, and is never whole in memory.

    Args:
        place: Of the file.
        options: Columns, window, classes, the quake that is left out.
        display: Shows the progress; None: nobody does.
        most_values: Samples that are kept of all windows.

    Returns:
        Windows in the order of the file; groups are quakes, and the test windows those of whole
        quakes.

    Raises:
        UserError: There is no such file or column, a value is no number, or there are fewer than
            two quakes as long as a window.
    """
    path = existing_table(place.path)
    title = place.title or readable_name(path.name.partition(".")[0]) or "series"
    file = open_series(path)
    columns = _columns(file, options, title)
    windows = cut(_shown(file, columns, display), options.window, most_values)
    quakes = np.unique(windows.quakes)
    if len(quakes) < 2:
        raise UserError(
            f"{title}: expected two quakes or more of at least {options.window:,} rows (--window), "
            f"found {len(quakes)} among {len(windows.found):,}."
        )
    test = _test_mask(windows, options)
    classes = _classes(windows, test, options)
    rate = options.sample_rate or USUAL_RATE
    said = place.provenance or f"Windows of the series {title}, given by its path."
    data = Dataset(
        name=place.name or slug(title, "series"),
        title=title,
        kind=SignalKind(options.window, rate, options.loudness),
        examples=_stored(windows.waves, test, options.loudness),
        labels=classes.labels,
        class_names=classes.names,
        test_mask=test,
        groups=windows.quakes,
        provenance=f"{said} Windows of {options.window:,} samples, played at {rate:,} Hz.",
    )
    return inspect_series(data, windows, columns, options.window)


def _columns(file: SeriesFile, options: SeriesRequest, title: str) -> tuple[str, str]:
    """The names of the signal and of the time to failure."""
    if options.signal_column is None:
        raise UserError("--signal-column: expected the column of the signal, found none.")
    signal = existing_column(file.names, options.signal_column, "--signal-column", title)
    others = [name for name in file.names if name != signal]
    if options.target is not None:
        return signal, existing_column(others, options.target, "--target", title)
    if len(others) != 1:
        named = listed([repr(name) for name in others[:_LISTED]] or ["nothing"])
        raise UserError(
            f"--target: expected the column of the time to failure, found none; beside {signal!r} "
            f"{title} has {named}."
        )
    return signal, others[0]


def _shown(
    file: SeriesFile, columns: Sequence[str], display: ProgressDisplay | None
) -> Iterator[tuple[Column, ...]]:
    """Batches of the file, with a bar where it is known how many rows there are."""
    if display is None or not file.rows:
        yield from file.batches(columns)
        return
    with display.task(f"Reading rows of {readable_name(file.path.name)}", file.rows) as advance:
        done = 0
        for batch in file.batches(columns):
            yield batch
            done += len(batch[0])
            advance(min(done, file.rows))  # which is an estimate


def _test_mask(windows: Windows, options: SeriesRequest) -> npt.NDArray[np.bool_]:
    """Windows of the test quakes: the one that is left out, else a fifth of all, drawn.

    Classes follow from the other quakes, so these are drawn first, whatever their times are.
    """
    if options.leave_out is not None:
        return left_out([str(number) for number in windows.quakes], options.leave_out)
    alike = np.zeros(len(windows.quakes), np.int64)
    return hold_out(alike, windows.quakes, _TEST_SHARE, options.split_seed, "test")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Classes:
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]


def _classes(windows: Windows, test: npt.NDArray[np.bool_], options: SeriesRequest) -> _Classes:
    """Classes by quantiles of the time to failure outside the test quakes, soonest first."""
    outside = windows.times[~test]
    shares = np.arange(1, options.target_bins or _USUAL_CLASSES)
    quantiles = np.quantile(outside, shares / (len(shares) + 1), method="lower")
    # Rounded, as their names are: four digits of a time are more than it tells.
    edges = np.unique([float(f"{edge:.4g}") for edge in quantiles])
    edges = edges[(edges >= outside.min()) & (edges < outside.max())]
    if not len(edges):
        raise UserError(
            f"--target: expected times to failure that differ, found {outside.min():g} to "
            f"{outside.max():g} at the ends of windows."
        )
    labels = np.searchsorted(edges, windows.times, side="left").astype(np.int64)
    return _Classes(labels=labels, names=bin_names(edges))


def _stored(
    waves: npt.NDArray[np.float32], test: npt.NDArray[np.bool_], loudness: str
) -> npt.NDArray[np.int16]:
    """Windows as int16 [n, window].

    As loud as each other, or as they are where they are whole numbers of 16 bits; else by one
    factor, which makes the largest magnitude outside of the test quakes `PEAK`.
    """
    stored = np.empty(waves.shape, np.int16)
    passes = [
        slice(start, start + _ROWS_PER_PASS) for start in range(0, len(waves), _ROWS_PER_PASS)
    ]
    factor = 1.0
    if not all(_whole(waves[rows]) for rows in passes):
        largest = max(float(np.abs(waves[rows][~test[rows]]).max(initial=0)) for rows in passes)
        factor = PEAK / (largest or 1.0)
    for rows in passes:
        alike = loudness == RECORDING
        stored[rows] = to_peak(waves[rows]) if alike else to_int16(waves[rows] * factor)
    return stored


def _whole(waves: npt.NDArray[np.float32]) -> bool:
    """Whether all are whole numbers of 16 bits."""
    in_range = waves.min(initial=0) >= _INT16.min and waves.max(initial=0) <= _INT16.max
    return bool(in_range and (np.rint(waves) == waves).all())
