"""Loudness of recordings: what makes it equal."""

import numpy as np
import numpy.typing as npt

PEAK = 16384
"""The largest magnitude of a recording whose loudness says nothing: half of what int16 holds."""


def to_peak(waves: npt.NDArray[np.floating]) -> npt.NDArray[np.int16]:
    """Recordings [n, samples] of any scale as int16, the largest magnitude of each `PEAK`; silence
    stays."""
    largest = np.abs(waves).max(axis=1, keepdims=True, initial=0)
    scaled = waves * (PEAK / np.where(largest > 0, largest, 1))
    return np.rint(scaled).astype(np.int16)


def to_int16(waves: npt.NDArray[np.floating]) -> npt.NDArray[np.int16]:
    """Rounded and, where they are too loud, clipped."""
    return np.clip(np.rint(waves), -32768, 32767).astype(np.int16)
