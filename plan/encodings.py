"""The encoding that a class's generator draws in, kept beside it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from datasets.kinds import Encoding, Kind
from foundation.files import load_arrays, save_arrays

_FILE = "encoding.npz"


def keep_encoding(encoding: Encoding, directory: Path) -> list[Path]:
    """Write what was fitted into the directory of a GAN; the files, none where nothing was.

    Raises:
        UserError: The place cannot be written.
    """
    arrays = encoding.to_arrays()
    if not arrays:
        return []
    save_arrays(directory / _FILE, arrays)
    return [directory / _FILE]


def kept_encoding(kind: Kind, directory: Path) -> Encoding:
    """The encoding of the generator in a directory.

    Args:
        kind: Of the examples that it draws.
        directory: Of the GAN.

    Raises:
        UserError: Its file cannot be read.
    """
    path = directory / _FILE
    arrays: Mapping[str, np.ndarray] = load_arrays(path) if path.is_file() else {}
    return kind.encoding_of(arrays)
