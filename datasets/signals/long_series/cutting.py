"""A series cut at its quakes and into windows, of which no more are kept than there is room for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foundation.errors import UserError

MOST_VALUES = 2**26
"""Samples that are kept, of all windows: 256 MB as float32, 128 MB as they are stored."""
MOST_QUAKES = 10_000


@dataclass(kw_only=True)
class Quake:
    """What was found of one quake.

    Attributes:
        number: From 1, in the order of the file.
        start: Time to failure of its first row.
        end: Of its last row.
        rows: How many it has.
        windows: How many fit in, kept or not.
    """

    number: int
    start: float
    end: float = 0.0
    rows: int = 0
    windows: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Windows:
    """Windows of a series.

    Attributes:
        waves: float32 `[n, window]`.
        times: float64 `[n]`: time to failure at the last sample of each.
        quakes: int64 `[n]`: numbers of the quakes that they are of, ascending.
        found: All quakes, those without a window, too.
        step: Of each quake the first window is kept and then every one after so many.
        room: Windows that there was room for.
    """

    waves: npt.NDArray[np.float32]
    times: npt.NDArray[np.float64]
    quakes: npt.NDArray[np.int64]
    found: tuple[Quake, ...]
    step: int
    room: int


class Cutter:
    """Takes rows a batch at a time and keeps windows of them.

    A quake ends where the time to failure rises. Windows follow one another from the start of each
    quake without a gap; what is left at its end is no window. When there is no more room, every
    second window of each quake is given up, now and from then on: windows stay evenly spaced, with
    one step for the whole series, and between half and all of the room is used.

    Args:
        window: Samples.
        most: Windows that there is room for, >= 1.
    """

    def __init__(self, window: int, most: int) -> None:
        self._window, self._step, self._kept = window, 1, 0
        self._waves = np.empty((most, window), np.float32)
        self._times = np.empty(most, np.float64)
        self._quakes, self._places = np.empty(most, np.int64), np.empty(most, np.int64)
        self._found: list[Quake] = []
        self._begun = np.empty(0, np.float32)  # of a window that is not whole yet
        self._last = -np.inf  # so that the first row begins a quake

    def take(self, signal: npt.NDArray[np.float64], times: npt.NDArray[np.float64]) -> None:
        """The next rows.

        Args:
            signal, times: float64 `[rows]`, finite.

        Raises:
            UserError: There are too many quakes: this is no time to failure.
        """
        before = np.concatenate([[self._last], times[:-1]])
        starts = np.flatnonzero(times > before)
        if len(self._found) + len(starts) > MOST_QUAKES:
            raise UserError(
                f"--target: expected a time to failure, which rises at most {MOST_QUAKES:,} times, "
                "once for each quake, found one that rises more often."
            )
        ends = [*starts, len(times)]
        self._continue(signal[: ends[0]], times[: ends[0]])
        for start, end in zip(ends, ends[1:]):
            self._begun = self._begun[:0]
            self._found.append(Quake(number=len(self._found) + 1, start=float(times[start])))
            self._continue(signal[start:end], times[start:end])
        if len(times):
            self._last = times[-1]

    def _continue(self, signal: npt.NDArray[np.float64], times: npt.NDArray[np.float64]) -> None:
        """More rows of the last quake."""
        if not len(signal):
            return
        quake = self._found[-1]
        quake.rows, quake.end = quake.rows + len(signal), float(times[-1])
        begun = len(self._begun)
        rows = np.concatenate([self._begun, signal], dtype=np.float32)
        count = len(rows) // self._window
        whole = rows[: count * self._window].reshape(count, self._window)
        last_rows = np.arange(1, count + 1) * self._window - 1 - begun
        for place in range(count):
            self._keep(whole[place], times[last_rows[place]], quake)
        self._begun = rows[count * self._window :]

    def _keep(self, wave: npt.NDArray[np.float32], time: float, quake: Quake) -> None:
        place, quake.windows = quake.windows, quake.windows + 1
        if place % self._step:
            return
        if self._kept == len(self._waves):
            self._thin_out(place)
            if place % self._step:
                return
        self._waves[self._kept] = wave
        self._times[self._kept], self._quakes[self._kept] = time, quake.number
        self._places[self._kept] = place
        self._kept += 1

    def _thin_out(self, next_place: int) -> None:
        self._step *= 2
        stay = np.flatnonzero(self._places[: self._kept] % self._step == 0)
        for to, row in enumerate(stay):  # in place, as there may be no room for two copies
            self._waves[to] = self._waves[row]
        for values in (self._times, self._quakes, self._places):
            values[: len(stay)] = values[stay]
        if len(stay) == self._kept and next_place % self._step == 0:
            raise UserError(
                f"--window: expected windows of which one of each quake has room ({self._kept:,} "
                f"have), found {self._window:,} samples."
            )
        self._kept = len(stay)

    def windows(self) -> Windows:
        """What was kept."""
        return Windows(
            waves=self._waves[: self._kept],
            times=self._times[: self._kept].copy(),
            quakes=self._quakes[: self._kept].copy(),
            found=tuple(self._found),
            step=self._step,
            room=len(self._waves),
        )


def cut(
    batches: Iterable[tuple[npt.NDArray[np.float64], ...]],
    window: int,
    most_values: int = MOST_VALUES,
) -> Windows:
    """Windows of a series that comes in batches.

    Args:
        batches: Signal and time to failure of the next rows, float64 `[rows]` each.
        window: Samples of a window.
        most_values: Samples that are kept of all.

    Raises:
        UserError: As for `Cutter.take`.
    """
    cutter = Cutter(window, max(1, most_values // window))
    for signal, times in batches:
        cutter.take(signal, times)
    return cutter.windows()
