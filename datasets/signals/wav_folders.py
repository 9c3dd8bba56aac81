"""Recordings as folders of WAV files with a table of what they are, as audio data sets have it."""

from pathlib import Path

import numpy as np
from scipy.io import wavfile

from foundation.csv_text import csv_text
from foundation.files import atomic_path, write_atomically

METADATA_FILE = "metadata.csv"


def write_wavs(
    recordings: np.ndarray, sample_rate: int, directory: Path, class_name: str = ""
) -> None:
    """Write recordings as `000000.wav`, ... (16 bits, without loss).

    Beside them stands `metadata.csv` with the columns file_name and label, where a class is named.

    Args:
        recordings: int16 [n, samples].
        sample_rate: Hz.
        directory: Made where it is missing.
        class_name: Of all of them; empty: nothing is said of it.

    Raises:
        UserError: The place cannot be written.
    """
    digits = max(6, len(str(len(recordings) - 1)))
    names = [f"{index:0{digits}d}.wav" for index in range(len(recordings))]
    for name, recording in zip(names, recordings, strict=True):
        with atomic_path(directory / name) as temporary:
            wavfile.write(temporary, sample_rate, recording)
    if class_name:
        table = csv_text(("file_name", "label"), ((name, class_name) for name in names))
        write_atomically(directory / METADATA_FILE, table.encode())
