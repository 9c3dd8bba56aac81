"""Recordings by name: those that are fetched once."""

import re
from dataclasses import replace
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.downloaded_folder import data_directory, keep_folder
from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files
from datasets.folder_layout import LabelledFile
from datasets.inspection import PassedOver
from datasets.signals.options import SignalOptions
from datasets.signals.recordings import Told, load_recordings
from datasets.signals.sound_folder import find_recordings
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

ADDRESS = "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/refs/tags/v1.0.10.zip"
PAGE = "https://github.com/Jakobovski/free-spoken-digit-dataset"
FILE_NAME = "free-spoken-digit-dataset-1.0.10.zip"
MOST_BYTES = 200_000_000
# What files are called: the digit, who spoke and which time.
PATTERN = "{label}_{group}_{index}"
_NAME = re.compile(r"(\d)_([^_]+)_(\d+)")
_TEST_INDICES = range(5)


def load_spoken_digits(
    data_dir: Path | None, options: SignalOptions, display: ProgressDisplay | None = None
) -> Dataset:
    """The free spoken digits: 3,000 recordings of six speakers at 8 kHz.

    The folder `<data_dir>/spoken_digits` is used where it is there; else the archive is fetched to
    it. The recordings 0 to 4 of each speaker and digit are the official test; with `--leave-out
    SPEAKER`, or with `--group`, whole speakers are.

    Args:
        data_dir: Where data sets are kept; None for the user's own data directory.
        options: Rate, length, loudness and groups.
        display: Where progress goes.

    Raises:
        UserError: It can be neither found nor downloaded, or holds other files.

    Reference:
        Jakobovski and others, "Free Spoken Digit Dataset", CC BY-SA 4.0.
    """
    place = data_directory(data_dir)
    folder = keep_folder(
        place / "spoken_digits", lambda directory: _download(directory, place, display), display
    )
    found = find_recordings(folder, "spoken digits")
    matches = [(file, _NAME.fullmatch(file.path.stem)) for file in found.files]
    files = [replace(file, class_name=match[1], split=None) for file, match in matches if match]
    others = [
        PassedOver(file=file.shown_name, reason="not named as 7_jackson_3.wav")
        for file, match in matches
        if not match
    ]
    if not files:
        raise UserError(
            f"{folder}: expected recordings named as 7_jackson_3.wav, found none; get them from "
            f"{PAGE}."
        )
    if options.leave_out is not None and options.group is None:
        options = replace(options, group=PATTERN)
    told = Told(
        name="spoken_digits",
        title="Spoken digits",
        provenance=f"Free spoken digits, Z. Jackson and others, CC BY-SA 4.0 ({PAGE}).",
    )
    return load_recordings(files, [*found.passed_over, *others], options, told, display, _is_test)


def _is_test(file: LabelledFile) -> bool:
    match = _NAME.fullmatch(file.path.stem)
    return match is not None and int(match[3]) in _TEST_INDICES


def _download(directory: Path, place: Path, display: ProgressDisplay | None) -> Path:
    by_hand = place / FILE_NAME
    if by_hand.is_file():
        return by_hand
    if display is not None:
        display.say(f"Downloading {FILE_NAME} to {place}")
    try:
        remote = RemoteFile(url=ADDRESS, file_name=FILE_NAME)
        fetch_files([remote], directory, most_bytes=MOST_BYTES, display=display)
    except DownloadError as error:
        raise UserError(
            f"The spoken digits could be neither found in {place} nor downloaded ({error}): get "
            f"them from {PAGE} and put the folders or {FILE_NAME} there as spoken_digits."
        ) from None
    return directory / FILE_NAME
