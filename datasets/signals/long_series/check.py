"""What the check of a long series says: of its quakes, of each class, of the whole."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datasets.dataset import Dataset
from datasets.inspection import CheckTable, ClassInspection, Inspection
from datasets.signals.long_series.cutting import MOST_QUAKES, Quake, Windows
from foundation.rows import counted, listed

HEADINGS = ("Quake", "Rows", "Time to failure", "Windows", "Kept", "Part")
# How many test quakes a sentence names.
_NAMED = 20


def inspect_series(data: Dataset, windows: Windows, columns: Sequence[str], window: int) -> Dataset:
    """The data with its check.

    Args:
        data: The windows that are kept.
        windows: The same with what was found of quakes.
        columns: The names of the signal and of the time to failure.
        window: Samples of a window.
    """
    counts = np.bincount(data.labels, minlength=len(data.class_names))
    assert data.test_mask is not None  # whole quakes are held out
    tested = set(windows.quakes[data.test_mask].tolist())
    kept = np.bincount(windows.quakes, minlength=MOST_QUAKES + 1)
    quakes = CheckTable(
        title="The quakes",
        file="check/quakes.csv",
        headings=HEADINGS,
        rows=tuple(_row(quake, int(kept[quake.number]), tested) for quake in windows.found),
    )
    inspection = Inspection(
        classes=tuple(
            ClassInspection(
                class_name=name,
                found=int(count),
                usable=int(count),
                sizes=data.kind.form,
                modes="",
            )
            for name, count in zip(data.class_names, counts, strict=True)
        ),
        passed_over=(),
        remarks=(
            *_cut_remarks(windows, columns, window),
            _test_remark(sorted(tested)),
            f"Classes are by quantiles of the time to failure of "
            f"{counted(int((~data.test_mask).sum()), 'window')} of the other quakes, at the last "
            f"sample of each: {'; '.join(data.class_names)}.",
        ),
        tables=(quakes,),
        small_classes="--classes leaves such classes out.",
    )
    return replace(data, inspection=inspection)


def _row(quake: Quake, kept: int, tested: set[int]) -> tuple[str, ...]:
    part = "test" if quake.number in tested else "training or validation" if kept else "none"
    times = f"{quake.start:.6g} to {quake.end:.6g}"
    return (
        *(str(quake.number), f"{quake.rows:,}", times),
        *(f"{quake.windows:,}", f"{kept:,}", part),
    )


def _cut_remarks(windows: Windows, columns: Sequence[str], window: int) -> list[str]:
    """What was cut, kept and given up."""
    signal, target = columns
    rows = sum(quake.rows for quake in windows.found)
    whole = sum(quake.windows for quake in windows.found)
    remarks = [
        f"The signal is {signal!r}; {counted(rows, 'row')} were cut into "
        f"{counted(len(windows.found), 'quake')} where {target!r} rises.",
    ]
    if windows.step > 1:
        remarks.append(
            f"Of {counted(whole, 'window')} of {window:,} samples one in {windows.step:,} is kept, "
            f"evenly along each quake: {len(windows.waves):,}, for there is room for "
            f"{windows.room:,}."
        )
    spare = rows - whole * window
    if spare:
        remarks.append(f"At the ends of quakes {counted(spare, 'row')} fill no window.")
    return remarks


def _test_remark(tested: Sequence[int]) -> str:
    named = [str(number) for number in tested[:_NAMED]]
    more = [f"{len(tested) - _NAMED:,} more"] if len(tested) > _NAMED else []
    noun = "quake is" if len(tested) == 1 else "quakes are"
    return f"The test {noun} {listed([*named, *more])}: no other part has windows of them."
