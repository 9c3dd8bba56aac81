"""Recordings of one length as a kind of data: stored as int16 [n, samples], one channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from datasets.kinds import Encoding, describe, no_conditions, refuse_form_of_images
from datasets.signals.encodings import USUAL, SpectrumEncoding, encoding_from, fit_encoding
from datasets.signals.spectra import Frames
from datasets.signals.wav_folders import write_wavs

RECORDING = "recording"
"""Of `datasets.signals.options.LOUDNESS`: all recordings are equally loud."""


@dataclass(frozen=True)
class SignalKind:
    """Recordings of one length and one channel.

    Args:
        samples: Length of each.
        sample_rate: Samples per second, Hz.
        loudness: One of `datasets.signals.options.LOUDNESS`.
    """

    samples: int
    sample_rate: int
    loudness: str = RECORDING

    name = "signal"
    dtype = "int16"
    nouns = ("recording", "recordings")
    real_forms = "a recording of anyone or anything"
    unreal = "nobody has said these and no instrument has measured them"
    equal_is_copied = True

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.samples,)

    @property
    def form(self) -> str:
        return f"{self.samples / self.sample_rate:.3g} s at {self.sample_rate:,} Hz"

    @property
    def each_alike(self) -> bool:
        """Whether all recordings are equally loud."""
        return self.loudness == RECORDING

    @property
    def frames(self) -> Frames:
        """How recordings are cut to be looked at."""
        return Frames(self.samples, self.sample_rate)

    @property
    def identity(self) -> bytes:
        """Equal values of another rate are another sound."""
        return repr((self.sample_rate, self.loudness)).encode()

    def usual_splits(self, examples: int) -> int:
        return 1

    def recorded(self) -> dict[str, Any]:
        return {
            "samples": self.samples,
            "sample_rate": self.sample_rate,
            "loudness": self.loudness,
        }

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> "SignalKind":
        """The kind of a run's recordings, whose length and rate run.json keeps."""
        return cls(data["samples"], data["sample_rate"], data["loudness"])

    def check(self, examples: np.ndarray) -> None:
        if examples.dtype != np.int16 or examples.shape[1:] != self.shape:
            raise ValueError(
                f"recordings must be int16 {['n', *self.shape]}, got {describe(examples)}"
            )

    def fitted(
        self, examples: np.ndarray, image_size: int | None = None, rgb: bool = False
    ) -> "tuple[SignalKind, np.ndarray, str]":
        """The recordings as they are.

        Raises:
            UserError: Another form is asked for: recordings have no size and no colours.
        """
        refuse_form_of_images(image_size, rgb, self.nouns[1])
        return self, examples, ""

    def encoding(self, training: np.ndarray | None = None, name: str = "") -> Encoding:
        """The encoding of a name, a key of `datasets.signals.encodings.ENCODINGS`.

        Raises:
            ValueError: Loudness is not that of each recording, and there are no training ones to
                fit its range on.
        """
        return fit_encoding(self, training, name or USUAL)

    def encoding_of(self, arrays: Mapping[str, np.ndarray]) -> Encoding:
        return encoding_from(arrays)

    def compared(self, examples: np.ndarray) -> npt.NDArray[np.floating]:
        """Levels of their mel spectrograms, since waves of equal sounds differ in phase.

        Returns:
            float32 [n, d] in [-1, 1].
        """
        return self._spectrograms(examples).reshape(len(examples), -1)

    def pictured(self, examples: np.ndarray) -> npt.NDArray[np.uint8]:
        """Mel spectrograms as grey pictures [n, h, w, 1]: low notes at the bottom, loud white."""
        return np.rint((self._spectrograms(examples) + 1) * 127.5).astype(np.uint8)

    def _spectrograms(self, examples: np.ndarray) -> npt.NDArray[np.float32]:
        # Against the loudest tone that there can be, where loudness tells classes apart.
        reference = None if self.each_alike else self.frames.full_scale
        return SpectrumEncoding(USUAL, self.frames, reference).encode(examples)

    def meeting(self, conditions: Sequence[str]) -> Callable[[np.ndarray], npt.NDArray[np.bool_]]:
        return no_conditions(conditions, self.nouns[1])

    def write(self, examples: np.ndarray, directory: Path, class_name: str = "") -> None:
        write_wavs(examples, self.sample_rate, directory, class_name)


Kind = SignalKind
