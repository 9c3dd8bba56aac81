"""How networks see recordings: as pictures of their spectra over time, without phases."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from datasets.kinds import Span, describe
from datasets.signals.griffin_lim import waves_of
from datasets.signals.scaled import PEAK, to_int16, to_peak
from datasets.signals.spectra import (
    FRAMES_PER_COLUMN,
    Floats,
    Frames,
    levels,
    mel_filters,
    mel_power,
    power_of,
    transform,
)
from foundation.errors import UserError, unknown_name

USUAL = "mel"
MEL_BANDS = 32
_SPREADING_STEPS = 10
_TINY = 1e-12
_ROWS_PER_PASS = 256


class KindOfSignals(Protocol):
    """What an encoding goes by (`datasets.signals.kind.SignalKind`)."""

    @property
    def samples(self) -> int: ...

    @property
    def sample_rate(self) -> int: ...

    @property
    def each_alike(self) -> bool:
        """Whether all recordings are equally loud."""


@dataclass(frozen=True)
class _Picture:
    """A kind of spectrum, as power [n, columns, rows] and back to magnitudes."""

    about: str
    rows: Callable[[Frames], int]
    columns: Callable[[Frames], int]
    power: Callable[[Floats, Frames], Floats]
    """Waves [n, samples] to power [n, columns, rows], low notes first."""
    magnitudes: Callable[[Floats, Frames], Floats]
    """Power back to magnitudes [n, frames, bins]."""


def _spread(power: Floats, frames: Frames) -> Floats:
    """Power of bands over the bins that they hold, so that the bands have it again.

    Reference:
        Lee, Seung 2001, "Algorithms for non-negative matrix factorization", equation 4, for the
        multiplicative steps.
    """
    filters = mel_filters(frames, MEL_BANDS)
    shares = filters / filters.sum(axis=0)
    bins = power @ shares.T
    wanted = power @ filters.T
    overlap = filters @ filters.T
    for _ in range(_SPREADING_STEPS):
        bins *= wanted / (bins @ overlap + _TINY)
    return np.sqrt(np.repeat(bins, FRAMES_PER_COLUMN, axis=1))


def _every_second(waves: Floats, frames: Frames) -> Floats:
    # Zeros at the end of each frame have filled in the others, but for half the sample rate.
    return np.abs(transform(waves, frames)[..., : frames.bins - 1 : 2]) ** 2


def _filled_in(power: Floats, frames: Frames) -> Floats:
    magnitudes = np.sqrt(power)
    whole = np.concatenate([magnitudes, magnitudes[..., -1:]], axis=2)
    filled = np.empty((*power.shape[:2], frames.bins), np.float32)
    filled[..., ::2], filled[..., 1::2] = whole, (whole[..., :-1] + whole[..., 1:]) / 2
    return filled


_PICTURES: dict[str, _Picture] = {
    "mel": _Picture(
        about="32 bands of notes as ears tell them apart, in steps of 32 ms.",
        rows=lambda frames: MEL_BANDS,
        columns=lambda frames: frames.count // FRAMES_PER_COLUMN,
        power=lambda waves, frames: mel_power(waves, frames, MEL_BANDS),
        magnitudes=_spread,
    ),
    "magnitude": _Picture(
        about="All frequencies alike, in steps of 16 ms.",
        rows=lambda frames: frames.bins // 2,
        columns=lambda frames: frames.count,
        power=_every_second,
        magnitudes=_filled_in,
    ),
}
ENCODINGS: dict[str, str] = {name: picture.about for name, picture in _PICTURES.items()}
"""What each shows of a recording."""


@dataclass(frozen=True)
class SpectrumEncoding:
    """Recordings as grey pictures in [-1, 1], low notes at the bottom, time from left to right.

    1 is the loudest place of a recording, or of all training recordings where loudness tells the
    classes apart; -1 is 60 dB below it, and silence. Sound is made of a picture by looking for
    phases that fit.

    Args:
        name: A key of `ENCODINGS`.
        frames: How recordings are cut.
        reference: Power that is 1; None: the greatest of each.
    """

    name: str
    frames: Frames
    reference: float | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        picture = _PICTURES[self.name]
        return (picture.rows(self.frames), picture.columns(self.frames), 1)

    @property
    def spans(self) -> Sequence[Span]:
        return (Span(1, "tanh"),)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """One array of JSON, as nothing was fitted but a number."""
        said = {
            "name": self.name,
            "samples": self.frames.samples,
            "sample_rate": self.frames.sample_rate,
            "reference": self.reference,
        }
        return {"settings": np.frombuffer(json.dumps(said).encode(), np.uint8)}

    def encode(self, stored: np.ndarray) -> Floats:
        parts = [
            levels(_power_of(self.name, stored[start : start + _ROWS_PER_PASS], self.frames),
                   self.reference)
            for start in range(0, len(stored), _ROWS_PER_PASS)
        ]  # fmt: skip
        pictures = np.concatenate(parts) if parts else np.zeros((0, *self.shape[1::-1]), np.float32)
        # [n, columns, rows] from low to high: a picture has its first row at the top.
        upright = pictures.transpose(0, 2, 1)[:, ::-1]
        return np.clip(upright, -1, 1).astype(np.float32)[..., np.newaxis]

    def decode(self, drawn: np.ndarray) -> np.ndarray:
        """Recordings of about this spectrum, int16 [n, samples].

        Raises:
            ValueError: Another shape, or a value is not finite.
        """
        if drawn.shape[1:] != self.shape:
            raise ValueError(f"spectra must be {['n', *self.shape]}, got {describe(drawn)}")
        if not np.isfinite(drawn).all():
            raise ValueError("a drawn spectrum has a value that is not finite")
        parts = [
            self._decoded(drawn[start : start + _ROWS_PER_PASS])
            for start in range(0, len(drawn), _ROWS_PER_PASS)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.frames.samples), np.int16)

    def _decoded(self, drawn: np.ndarray) -> np.ndarray:
        pictures = drawn[:, ::-1, :, 0].transpose(0, 2, 1).astype(np.float32)
        power = power_of(pictures, 1.0 if self.reference is None else self.reference)
        waves = waves_of(_PICTURES[self.name].magnitudes(power, self.frames), self.frames)
        return to_peak(waves) if self.reference is None else to_int16(waves * np.float32(2 * PEAK))


def _power_of(name: str, stored: np.ndarray, frames: Frames) -> Floats:
    return _PICTURES[name].power(stored.astype(np.float32) / np.float32(2 * PEAK), frames)


def fit_encoding(
    kind: KindOfSignals, training: np.ndarray | None, name: str = USUAL
) -> SpectrumEncoding:
    """An encoding of the recordings that a network learns from.

    Args:
        kind: Of the recordings.
        training: int16 [n, samples] of training alone; needed where loudness tells classes apart.
        name: A key of `ENCODINGS`.

    Raises:
        UserError: Another name.
        ValueError: There is a reference to fit, and nothing to fit it on.
    """
    if name not in _PICTURES:
        raise unknown_name("encoding", name, ENCODINGS, option="--gan.encoding")
    frames = Frames(kind.samples, kind.sample_rate)
    if kind.each_alike:
        return SpectrumEncoding(name, frames)
    if training is None or not len(training):
        raise ValueError("the reference of loudness is fitted on training recordings, got none")
    passes = range(0, len(training), _ROWS_PER_PASS)
    greatest = max(
        float(_power_of(name, training[start : start + _ROWS_PER_PASS], frames).max())
        for start in passes
    )
    return SpectrumEncoding(name, frames, max(greatest, _TINY))


def encoding_from(arrays: Mapping[str, np.ndarray]) -> SpectrumEncoding:
    """What `SpectrumEncoding.to_arrays` has said.

    Raises:
        UserError: It has not.
    """
    try:
        said: dict[str, Any] = json.loads(arrays["settings"].tobytes())
        if said["name"] not in _PICTURES:
            raise KeyError(said["name"])
        frames = Frames(int(said["samples"]), int(said["sample_rate"]))
        return SpectrumEncoding(said["name"], frames, said["reference"])
    except (KeyError, ValueError, TypeError) as error:
        raise UserError(
            f"Expected an encoding of recordings, found no such file: {error}."
        ) from None
