"""Recordings for tests, and files of them."""

import numpy as np
import soundfile

RATE = 8000


def tone(hertz, seconds=0.2, rate=RATE, loudness=0.5):
    """float64 [n]: a sine."""
    return loudness * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def write(path, wave, rate=RATE, **options):
    """Write a file of sound whatever it is called, its folders too; the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        soundfile.write(file, wave, rate, **({"format": "WAV", "subtype": "PCM_16"} | options))
    return path


def write_folder(root, names, rate=RATE):
    """A folder of tones that all differ; the folder."""
    for number, name in enumerate(names):
        write(root / name, tone(200 + 37 * number, 0.15 + 0.01 * number, rate), rate)
    return root
