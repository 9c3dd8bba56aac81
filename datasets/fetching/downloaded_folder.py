"""Folders of images that are fetched once, as an archive, and kept for later runs."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import platformdirs

from datasets.fetching.archives import SkippedEntry, unpack_archive
from datasets.fetching.readable_names import readable_name
from datasets.fetching.tfds_prepare import find_place
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

_MEGABYTE = 1_000_000

# Gives the archive: fetched into the directory, or found in a place of its own.
Fetch = Callable[[Path], Path]


def data_directory(data_dir: Path | None) -> Path:
    """Where downloaded folders are kept: `data_dir`, else the user's own data directory.

    Raises:
        UserError: Where `data_dir` does not exist or is not a directory.
    """
    if data_dir is not None:
        return find_place(data_dir).path
    return platformdirs.user_data_path("gan-data-study", appauthor=False)


def keep_folder(
    folder: Path,
    fetch: Fetch,
    display: ProgressDisplay | None,
    check: Callable[[Path], None] = lambda unpacked: None,
) -> Path:
    """A folder that is there, or comes to be there whole, from an archive.

    Several processes may ask for the same folder at once: one of them fetches it. What has come of
    an archive is kept for the next try.

    Args:
        folder: Where its content lies or is to lie.
        fetch: Called where it is not there, with a directory for the archive.
        display: Where progress goes; None: nowhere.
        check: Called with what came out of the archive; raises where that is not what was wanted.

    Returns:
        The folder.

    Raises:
        UserError: The archive cannot be unpacked, or the place cannot be written to.
    """
    if folder.is_dir():
        return folder
    downloads = folder.with_name(f".{folder.name}.download")
    try:
        downloads.mkdir(parents=True, exist_ok=True)
        with _locked(downloads.with_suffix(".lock"), folder.name, display):
            # Another process may have come first.
            if not folder.is_dir():
                _unpack_into_place(fetch(downloads), downloads, folder, display, check)
            shutil.rmtree(downloads, ignore_errors=True)
    except OSError as error:
        place = error.filename or folder.parent
        raise UserError(f"Cannot write {place}: {error.strerror or error}.") from error
    return folder


@contextlib.contextmanager
def _locked(path: Path, name: str, display: ProgressDisplay | None) -> Iterator[None]:
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        if display is not None:
            display.say(f"Another process is fetching {name}; waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _unpack_into_place(
    archive: Path,
    downloads: Path,
    folder: Path,
    display: ProgressDisplay | None,
    check: Callable[[Path], None],
) -> None:
    unpacked = downloads / "unpacked"
    # What a killed process has left.
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    try:
        skipped = unpack_with_progress(archive, unpacked, display)
        check(unpacked)
    except UserError:
        shutil.rmtree(unpacked, ignore_errors=True)
        # What was fetched would be as bad the next time; a file of the user's own stays.
        if archive.parent == downloads:
            archive.unlink()
        raise
    if skipped and display is not None:
        first = skipped[0]
        display.say(
            f"Passed over {len(skipped)} entries of {archive.name}, such as "
            f"{readable_name(first.name)} ({first.reason})."
        )
    unpacked.replace(folder)


def unpack_with_progress(
    archive: Path, directory: Path, display: ProgressDisplay | None
) -> list[SkippedEntry]:
    """`unpack_archive` with a progress bar."""
    if display is None:
        return unpack_archive(archive, directory)
    size = max(1, round(archive.stat().st_size / _MEGABYTE))
    with display.task(f"Unpacking {readable_name(archive.name)} in MB", size) as advance:
        return unpack_archive(
            archive, directory, advance=lambda done: advance(round(done / _MEGABYTE))
        )
