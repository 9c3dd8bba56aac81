"""Short-time spectra of recordings and the bands of notes that ears tell apart, in NumPy.

This is the reference: layers that hear inside a network compute the same.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import scipy.fft

Floats = npt.NDArray[np.float32]
WINDOW_SECONDS = 0.032
FRAMES_PER_COLUMN = 2
"""Neighbouring frames whose power is averaged in a column of a mel spectrogram."""
FLOOR_DB = -60.0
"""Levels below this, against the reference, are told as this."""
TINY = 1e-10
"""Added to powers, so that silence has a level."""


@dataclass(frozen=True)
class Frames:
    """How a recording is cut into frames.

    A Hann window of 32 ms (the nearest even number of samples), moved by half of it; each frame is
    padded with zeros to twice its length before the Fourier transform. Frame t is centred on sample
    (t + 1/2) hop, so that a recording has as many frames as hops and none looks far beyond its
    ends.

    Args:
        samples: Length of a recording; a multiple of `FRAMES_PER_COLUMN` hops, or it is padded with
            silence to one.
        sample_rate: Hz.
        padding: How many times longer a frame is made with zeros; what they add is in between.
    """

    samples: int
    sample_rate: int
    padding: int = 2

    @property
    def window_length(self) -> int:
        """In samples."""
        return 2 * self.hop

    @property
    def hop(self) -> int:
        """In samples, at least 2."""
        return max(2, round(self.sample_rate * WINDOW_SECONDS / 2))

    @property
    def fft_length(self) -> int:
        return self.padding * self.window_length

    @property
    def bins(self) -> int:
        """Frequencies of a frame, from 0 Hz to half the sample rate."""
        return self.fft_length // 2 + 1

    @property
    def count(self) -> int:
        """Frames of a recording."""
        column = self.hop * FRAMES_PER_COLUMN
        return -(-self.samples // column) * FRAMES_PER_COLUMN

    @property
    def before(self) -> int:
        """Zeros in front of a recording."""
        return self.hop // 2

    @property
    def padded(self) -> int:
        """Length of a recording with zeros on both sides, in samples."""
        return (self.count - 1) * self.hop + self.window_length

    @property
    def full_scale(self) -> float:
        """Power of a tone of amplitude 1 in the bin of its frequency."""
        return (self.hop / 2) ** 2

    @cached_property
    def window(self) -> Floats:
        """[window_length], periodic Hann: at half a window's distance they add up to one."""
        turn = np.arange(self.window_length) / self.window_length
        return (0.5 - 0.5 * np.cos(2 * np.pi * turn)).astype(np.float32)


def transform(waves: Floats, frames: Frames) -> npt.NDArray[np.complex64]:
    """Short-time Fourier transform.

    Args:
        waves: float32 [n, samples].

    Returns:
        complex64 [n, frames, bins].
    """
    padded = np.zeros((len(waves), frames.padded), np.float32)
    padded[:, frames.before : frames.before + frames.samples] = waves
    cut = np.lib.stride_tricks.sliding_window_view(padded, frames.window_length, axis=1)
    cut = cut[:, :: frames.hop] * frames.window
    return scipy.fft.rfft(cut, frames.fft_length, axis=2)


def inverse(spectra: npt.NDArray[np.complex64], frames: Frames) -> Floats:
    """The waves whose transform is nearest to given spectra, float32 [n, samples].

    Reference:
        Griffin, Lim 1984, "Signal estimation from modified short-time Fourier transform",
        equation 6.
    """
    cut = scipy.fft.irfft(spectra, frames.fft_length, axis=2)[..., : frames.window_length]
    cut = cut.astype(np.float32, copy=False) * frames.window
    waves = np.zeros((len(spectra), frames.count + 1, frames.hop), np.float32)
    waves[:, :-1] += cut[..., : frames.hop]
    waves[:, 1:] += cut[..., frames.hop :]
    waves = waves.reshape(len(spectra), -1) / _overlap(frames)
    return waves[:, frames.before : frames.before + frames.samples]


@lru_cache
def _overlap(frames: Frames) -> Floats:
    """[padded]: the sum of all squared windows over each sample."""
    total = np.zeros((frames.count + 1, frames.hop), np.float32)
    square = (frames.window**2).reshape(2, frames.hop)
    total[:-1] += square[0]
    total[1:] += square[1]
    return np.maximum(total.ravel(), 1e-3)


@lru_cache
def mel_filters(frames: Frames, bands: int) -> Floats:
    """Triangles over frequencies, at equal distances on the mel scale, from 0 Hz to half the rate.

    The height of each is 1, and a band that would lie between two bins has the nearest one.

    Returns:
        float32 [bins, bands]; the first band has the lowest notes.

    Reference:
        O'Shaughnessy 1987, "Speech communication", page 150, for 2595 log10(1 + f / 700), which HTK
        has.
    """
    top = 2595 * np.log10(1 + frames.sample_rate / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595) - 1)
    bins = np.arange(frames.bins) * frames.sample_rate / frames.fft_length
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    rising = (bins[:, None] - low) / (middle - low)
    falling = (high - bins[:, None]) / (high - middle)
    filters = np.maximum(0, np.minimum(rising, falling))
    empty = np.flatnonzero(~filters.any(axis=0))
    filters[np.abs(bins[:, None] - middle[empty]).argmin(axis=0), empty] = 1
    return filters.astype(np.float32)


def mel_power(waves: Floats, frames: Frames, bands: int) -> Floats:
    """Power in each band, the mean of neighbouring frames: float32 [n, columns, bands]."""
    power = np.abs(transform(waves, frames)) ** 2 @ mel_filters(frames, bands)
    return power.reshape(len(waves), -1, FRAMES_PER_COLUMN, bands).mean(axis=2)


def levels(power: Floats, reference: npt.ArrayLike | None = None) -> Floats:
    """Power as levels in [-1, 1]: the reference is 1, 60 dB below it and less are -1.

    Args:
        power: float32 [n, ...], >= 0.
        reference: Power; None: the greatest of each recording, whose silence is -1 everywhere.
    """
    if reference is None:
        reference = power.max(axis=tuple(range(1, power.ndim)), keepdims=True)
    decibels = 10 * np.log10((power + TINY) / (np.asarray(reference) + TINY))
    silent = np.asarray(reference) <= 0
    decibels = np.where(silent, FLOOR_DB, np.clip(decibels, FLOOR_DB, 0))
    return (1 - 2 * decibels / FLOOR_DB).astype(np.float32)


def power_of(level: Floats, reference: float = 1.0) -> Floats:
    """What `levels` has made levels of, float32 of the same shape; those of -1 are silence."""
    power = reference * 10 ** (FLOOR_DB * (1 - np.clip(level, -1, 1)) / 20)
    return np.where(level <= -1, 0, power).astype(np.float32)
