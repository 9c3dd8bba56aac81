"""Made series, and what must come of them by a plain loop."""

from pathlib import Path

import numpy as np


def made_series(lengths: list[int], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers as a signal and a time to failure that falls to nearly zero in each quake."""
    rng = np.random.default_rng(seed)
    times = np.concatenate([np.arange(length, 0, -1) * 1e-9 + 1e-10 for length in lengths])
    return rng.integers(-3000, 3000, len(times)).astype(np.float64), times


def plain_windows(
    signal: np.ndarray, times: np.ndarray, window: int
) -> list[tuple[int, int, np.ndarray, float]]:
    """Quake, place in it, values and label of every window."""
    found, quake, start = [], 1, 0
    for row in range(1, len(times) + 1):
        if row == len(times) or times[row] > times[row - 1]:
            for place in range((row - start) // window):
                first = start + place * window
                found.append(
                    (quake, place, signal[first : first + window], times[first + window - 1])
                )
            quake, start = quake + 1, row
    return found


def write_series(path: Path, signal: np.ndarray, times: np.ndarray, delimiter: str = ",") -> Path:
    """A CSV of both, the signal as whole numbers."""
    lines = [f"acoustic_data{delimiter}time_to_failure"]
    lines += [f"{value:g}{delimiter}{time:.12g}" for value, time in zip(signal, times, strict=True)]
    path.write_text("\n".join(lines) + "\n")
    return path
