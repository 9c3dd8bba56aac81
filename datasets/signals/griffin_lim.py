"""From magnitudes of spectra back to sound: phases that fit together are looked for."""

from dataclasses import replace

import numpy as np

from datasets.signals.spectra import Floats, Frames, inverse, transform

_STEPS = 16
_MOMENTUM = 0.99
_ROWS_PER_PASS = 64
_TINY = 1e-8


def waves_of(magnitudes: Floats, frames: Frames) -> Floats:
    """Waves whose spectra have about these magnitudes.

    The phases begin at random, the same for all recordings of a length, and are those of the
    nearest wave after each of 16 steps with momentum 0.99. Magnitudes between those of a frame
    without zeros at its end are not looked at: they follow from the others, and cost as much.

    Args:
        magnitudes: float32 [n, frames, bins], >= 0.
        frames: Of the magnitudes.

    Returns:
        float32 [n, samples].

    Reference:
        Perraudin, Balazs, Sondergaard 2013, "A fast Griffin-Lim algorithm", algorithm 2.
    """
    own = replace(frames, padding=1)
    magnitudes = magnitudes[..., :: frames.padding]
    parts = [
        _of_pass(magnitudes[start : start + _ROWS_PER_PASS], own)
        for start in range(0, len(magnitudes), _ROWS_PER_PASS)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, frames.samples), np.float32)


def _of_pass(magnitudes: Floats, frames: Frames) -> Floats:
    turns = np.random.default_rng(0).random(magnitudes.shape[1:], np.float32)
    phases = np.exp(2j * np.pi * turns).astype(np.complex64)[np.newaxis]
    before = np.zeros_like(magnitudes, np.complex64)
    for _ in range(_STEPS):
        nearest = transform(inverse(magnitudes * phases, frames), frames)
        moved = nearest + np.float32(_MOMENTUM) * (nearest - before)
        before = nearest
        phases = moved / np.maximum(np.abs(moved), np.float32(_TINY))
    return inverse(magnitudes * phases, frames)
