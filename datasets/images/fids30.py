"""FIDS30, photos of thirty kinds of fruit, from the page of its makers."""

from collections.abc import Sequence
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.downloaded_folder import data_directory, keep_folder
from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files
from datasets.images.image_folder import find_images, load_image_folder
from datasets.images.options import ImageOptions
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

TITLE = "FIDS30 fruits"
PAGE = "http://www.vicos.si/Downloads/FIDS30"
FILE_NAME = "FIDS30.zip"
# The archive behind the page, as public code that loads it names it (in several repositories:
# "download the images from http://data.vicos.si/datasets/FIDS30/FIDS30.zip").
ADDRESSES = (
    "https://data.vicos.si/datasets/FIDS30/FIDS30.zip",
    "http://data.vicos.si/datasets/FIDS30/FIDS30.zip",
)
CLASSES = 30
# Far more than a thousand photos need; neither length nor checksum are published.
MOST_BYTES = 2_000_000_000


def load_fids30(
    data_dir: Path | None,
    options: ImageOptions,
    display: ProgressDisplay | None = None,
    *,
    addresses: Sequence[str] = ADDRESSES,
) -> Dataset:
    """FIDS30: 971 photos of 30 kinds of fruit, without an official test split.

    The folder `<data_dir>/fids30` is used where it is there; else `<data_dir>/FIDS30.zip` is
    unpacked to it, which is downloaded where it is not there either.

    Args:
        data_dir: Where data sets are kept; None for the user's own data directory.
        options: How the images are made to fit.
        display: Where progress goes.
        addresses: Where the archive may be had, tried in turn.

    Raises:
        UserError: It can be neither found nor downloaded, or is not what was expected.

    Reference:
        Škrjanec Marko: Automatic fruit recognition using computer vision. Mentor: Matej Kristan.
        Fakulteta za računalništvo in informatiko, Univerza v Ljubljani, 2013.
    """
    place = data_directory(data_dir)

    def fetch(directory: Path) -> Path:
        by_hand = place / FILE_NAME
        return by_hand if by_hand.is_file() else _download(directory, place, addresses, display)

    folder = keep_folder(place / "fids30", fetch, display, _check)
    return load_image_folder(
        folder,
        options,
        name="fids30",
        title=TITLE,
        provenance=f"FIDS30 of M. Škrjanec and M. Kristan, University of Ljubljana ({PAGE}).",
        display=display,
    )


def _download(
    directory: Path, place: Path, addresses: Sequence[str], display: ProgressDisplay | None
) -> Path:
    if display is not None:
        display.say(f"Downloading {FILE_NAME} to {place}")
    failures = []
    for address in addresses:
        try:
            remote = RemoteFile(url=address, file_name=FILE_NAME)
            fetch_files([remote], directory, most_bytes=MOST_BYTES, display=display)
            return directory / FILE_NAME
        except DownloadError as error:
            failures.append(str(error))
    reasons = "; ".join(dict.fromkeys(failures))
    raise UserError(
        f"FIDS30 could be neither found in {place} nor downloaded ({reasons}): get {FILE_NAME} "
        f"from {PAGE} (or {ADDRESSES[-1]}) with a browser, put it into {place} and run again."
    )


def _check(unpacked: Path) -> None:
    """Raise where the archive is another one."""
    found = len({file.class_name for file in find_images(unpacked, TITLE).files})
    if found != CLASSES:
        raise UserError(
            f"{FILE_NAME}: expected an archive with {CLASSES} folders of fruits, found {found}: "
            f"get it anew from {PAGE}."
        )
