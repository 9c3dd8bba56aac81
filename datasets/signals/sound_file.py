"""One file of sound: WAV, FLAC or OGG by its content, whatever it is called."""

import io
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.signal import resample_poly

MOST_SECONDS = 3600
_LEAST_SECONDS = 0.01
_SILENT = 10 ** (-80 / 20)
_CLIPPED, _CLIPPED_SAMPLES = 0.999, 3
_UNKNOWN_LENGTH = 2**32 - 1
# What files of sound begin with; others are not opened at all.
_BEGINNINGS = (b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS")


class UnusableSound(Exception):
    """A file is no sound that can be used; the text says why in a few words."""


@dataclass(frozen=True)
class SoundHeader:
    """What a file says of its sound."""

    sample_rate: int
    samples: int
    """Of each channel."""
    channels: int
    form: str
    """Its format in words, such as `WAV PCM_16 mono`."""

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


@dataclass(frozen=True)
class Sound:
    """One channel of sound."""

    samples: npt.NDArray[np.float32]
    """[n]; the loudest that the file's format can hold is 1."""
    is_clipped: bool
    """Whether several samples in a row are as loud as that."""


def read_header(path: Path) -> SoundHeader:
    """What a file says of its sound.

    Raises:
        UnusableSound: It cannot be read, is empty, is no sound or is too short or too long.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(12)
            if not beginning:
                raise UnusableSound("empty file")
            if not beginning.startswith(_BEGINNINGS):
                raise UnusableSound("not a sound (WAV, FLAC or OGG)")
            file.seek(0)
            found = soundfile.info(file)
    except OSError as error:
        raise UnusableSound(f"cannot be read: {error.strerror or error}") from None
    except soundfile.SoundFileError:
        raise UnusableSound("a damaged sound") from None
    if found.samplerate < 1 or found.channels < 1:
        raise UnusableSound("a damaged sound")
    channels = {1: "mono", 2: "stereo"}.get(found.channels, f"{found.channels} channels")
    form = f"{found.format} {found.subtype} {channels}"
    header = SoundHeader(found.samplerate, found.frames, found.channels, form)
    if header.seconds < _LEAST_SECONDS:
        raise UnusableSound(f"shorter than {_LEAST_SECONDS:g} s")
    if header.seconds > MOST_SECONDS:
        raise UnusableSound(f"longer than {MOST_SECONDS} s")
    return header


def read_sound(path: Path, sample_rate: int, most_seconds: float) -> Sound:
    """The beginning of a file's sound at a rate.

    Channels are mixed down to their mean. Another rate is changed by a polyphase filter (Kaiser
    window, beta 5), which lets nothing through that the new rate cannot hold.

    Args:
        path: Of a file whose header was read.
        sample_rate: Hz, of what comes out.
        most_seconds: What is read at most.

    Raises:
        UnusableSound: It is damaged, broken off, silent, or has values that are not finite.
    """
    try:
        content = path.read_bytes()
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            announced, rate = file.frames, file.samplerate
            values = file.read(min(announced, int(most_seconds * rate) + 1), "float32", True)
            is_whole = _is_whole(content)
    except OSError as error:
        raise UnusableSound(f"cannot be read: {error.strerror or error}") from None
    except soundfile.SoundFileError:
        raise UnusableSound("a damaged sound") from None
    if not is_whole or len(values) < min(announced, int(most_seconds * rate)):
        raise UnusableSound("breaks off")
    if not np.isfinite(values).all():
        raise UnusableSound("has values that are not finite")
    mono = values.mean(axis=1)
    if np.abs(mono).max(initial=0) < _SILENT:
        raise UnusableSound("silence")
    is_clipped = _is_clipped(values)
    if rate != sample_rate:
        common = gcd(rate, sample_rate)
        mono = resample_poly(mono, sample_rate // common, rate // common).astype(np.float32)
    return Sound(mono, is_clipped)


def _is_whole(content: bytes) -> bool:
    """Whether a RIFF file has as many bytes as it says; libsndfile reads on without a word."""
    if not content.startswith(b"RIFF"):
        return True
    place = 12
    while place + 8 <= len(content):
        said = int.from_bytes(content[place + 4 : place + 8], "little")
        if content[place : place + 4] == b"data":
            # Who writes into a pipe cannot know the length.
            return said == _UNKNOWN_LENGTH or place + 8 + said <= len(content)
        place += 8 + said + said % 2
    return True


def _is_clipped(values: npt.NDArray[np.float32]) -> bool:
    loud = (np.abs(values) >= _CLIPPED).any(axis=1)
    if loud.sum() < _CLIPPED_SAMPLES:
        return False
    runs = np.convolve(loud, np.ones(_CLIPPED_SAMPLES), "valid")
    return bool((runs >= _CLIPPED_SAMPLES).any())
