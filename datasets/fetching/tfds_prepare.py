"""Find a data set that TensorFlow Datasets (TFDS) has prepared, or download and prepare it."""

import contextlib
import dataclasses
import difflib
import io
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files
from foundation.errors import UserError

# Imported inside the functions that need it: it takes a second, and `--help` must not wait.
if TYPE_CHECKING:
    import tensorflow_datasets as tfds

logger = logging.getLogger(__name__)


class DatasetUnavailable(Exception):
    """A data set is not on this machine and cannot be had; the text is a clause that says why."""


@dataclasses.dataclass(frozen=True)
class DataPlace:
    """A directory in which TFDS keeps data sets.

    Attributes:
        path: The directory.
        chosen_by: What named it, as the user would write it; None for TFDS's default place.
    """

    path: Path
    chosen_by: str | None

    def __str__(self) -> str:
        return f"{self.chosen_by or 'the default data directory'} {self.path}"


def find_place(data_dir: Path | None) -> DataPlace:
    """The directory to look in: `data_dir`, else `TFDS_DATA_DIR`, else TFDS's default place.

    Raises:
        UserError: Where `data_dir` does not exist or the place is not a directory.
    """
    named = os.environ.get("TFDS_DATA_DIR")
    if data_dir is not None:
        place = DataPlace(Path(data_dir).expanduser(), "--data-dir")
    elif named:
        place = DataPlace(Path(named).expanduser(), "TFDS_DATA_DIR")
    else:
        place = DataPlace(Path("~/tensorflow_datasets").expanduser(), None)
    # os.path and not Path.exists(), which raises where a parent may not be entered.
    if data_dir is not None and not os.path.exists(place.path):
        raise UserError(f"{place} does not exist: create it, or name the folder that was meant.")
    if os.path.exists(place.path) and not os.path.isdir(place.path):
        raise UserError(f"{place} is not a directory.")
    return place


def open_prepared(
    name: str,
    place: DataPlace,
    splits: Sequence[str] = ("train", "test"),
    check: Callable[["tfds.core.DatasetBuilder"], object] = lambda builder: None,
) -> "tfds.core.DatasetBuilder":
    """A TFDS builder whose data is on disk; downloaded and prepared first where it was not.

    Nothing touches the network or writes anything where the data is there.

    Args:
        name: TFDS's name of the data set, such as `"fashion_mnist"`.
        place: The directory to look in and to write to.
        splits: Splits that must be there.
        check: Called before anything is downloaded; raises where the data is of no use.

    Raises:
        DatasetUnavailable: Where the data is neither there nor to be had.
        UserError: Where what is there cannot be read, or the place cannot be written to.
    """
    with _quiet():
        builder = _open_builder(name, place)
        check(builder)
        if not os.path.exists(builder.data_path):
            _check_writable(name, place)
            _download_and_prepare(builder, place)
            builder = _open_builder(name, place)
        _check_complete(builder, splits)
    return builder


def damaged(builder: "tfds.core.DatasetBuilder", reason: str) -> UserError:
    """The error for a prepared data set that cannot be read."""
    return UserError(
        f"The prepared data in {builder.data_path} cannot be read ({reason}): delete that folder "
        f"and run again to download it anew."
    )


def _open_builder(name: str, place: DataPlace) -> "tfds.core.DatasetBuilder":
    import tensorflow_datasets as tfds
    from google.protobuf import json_format

    try:
        return tfds.builder(name, data_dir=place.path, try_gcs=False)
    except tfds.core.DatasetNotFoundError as error:
        close = difflib.get_close_matches(name, tfds.list_builders(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UserError(
            f"tfds:{name}: expected a data set that TensorFlow Datasets knows or that is prepared "
            f"in {place}, found none.{hint}"
        ) from error
    except (OSError, ValueError, KeyError, json_format.ParseError) as error:
        if not os.path.exists(place.path / name):
            reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:200]
            raise UserError(
                f"tfds:{name}: expected a data set and a configuration that TensorFlow Datasets "
                f"knows, found an error: {reason}."
            ) from error
        raise UserError(
            f"The prepared data in {place.path / name} cannot be read ({type(error).__name__}): "
            f"delete that folder and run again to download it anew."
        ) from error


def _check_complete(builder: "tfds.core.DatasetBuilder", needed: Sequence[str]) -> None:
    """Raise where a split or a file of one is missing."""
    splits = builder.info.splits
    for split in needed:
        if split not in splits:
            raise damaged(builder, f"it has no {split} split")
    if not splits:
        raise damaged(builder, "it has no splits")
    for split in splits:
        for path in splits[split].filepaths:
            if not os.path.exists(path):
                raise damaged(builder, f"{Path(path).name} is missing")


def _check_writable(name: str, place: DataPlace) -> None:
    """Raise where data could not be kept: for the user who chose the place, or as unavailable."""
    existing = place.path.absolute()
    while not os.path.exists(existing):
        existing = existing.parent
    if os.path.isdir(existing) and os.access(existing, os.W_OK | os.X_OK):
        return
    problem = f"{place} does not hold {name} and cannot be written to"
    if place.chosen_by is None:
        raise DatasetUnavailable(problem)
    raise UserError(f"{problem}: name a folder that holds it or that can be written to.")


def _download_and_prepare(builder: "tfds.core.DatasetBuilder", place: DataPlace) -> None:
    """Fetch the source files ourselves (TFDS knows no timeout and retries for minutes)."""
    if not _is_plain_download(builder):
        raise DatasetUnavailable(
            f"{place} does not hold {builder.name}, whose files only TensorFlow Datasets itself "
            f"can fetch"
        )
    # Outside the data directory: what a killed run leaves behind is for the system to clear up.
    with tempfile.TemporaryDirectory(prefix="download-", ignore_cleanup_errors=True) as scratch:
        fetched = Path(scratch, "fetched")
        fetched.mkdir()
        logger.info("Downloading %s to %s", builder.name, place.path)
        try:
            fetch_files(_remote_files(builder), fetched)
        except DownloadError as error:
            raise DatasetUnavailable(f"{place} does not hold {builder.name}; {error}") from error
        _prepare(builder, place, fetched, Path(scratch, "extracted"))


def _prepare(
    builder: "tfds.core.DatasetBuilder", place: DataPlace, fetched: Path, extracted: Path
) -> None:
    """Let TFDS write its records, which it does under another name and renames at the end."""
    import tensorflow_datasets as tfds

    config = tfds.download.DownloadConfig(manual_dir=fetched, try_download_gcs=False)
    try:
        builder.download_and_prepare(download_dir=extracted, download_config=config)
    except Exception as error:  # the data set's own code runs here, with whatever it may raise
        # Another process may have come first with the same data.
        if not os.path.exists(builder.data_path):
            lines = str(error).splitlines() or [type(error).__name__]
            reason = getattr(error, "strerror", None) or lines[0].rstrip(".")
            raise UserError(f"Could not write {builder.name} to {place}: {reason}.") from error


def _is_plain_download(builder: "tfds.core.DatasetBuilder") -> bool:
    """Whether all files of a data set are needed, have names of their own and need no account."""
    names = [info.filename for info in (builder.url_infos or {}).values()]
    manual = builder.MANUAL_DOWNLOAD_INSTRUCTIONS is not None
    unique = bool(names) and all(names) and len(set(names)) == len(names)
    return unique and not manual and not builder.builder_configs


def _remote_files(builder: "tfds.core.DatasetBuilder") -> list[RemoteFile]:
    return [
        RemoteFile(url=url, file_name=info.filename, sha256=info.checksum)
        for url, info in builder.url_infos.items()
    ]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without TFDS's own progress bars, greetings and warnings about what is not there yet."""
    import tensorflow_datasets as tfds
    from absl import logging as absl_logging

    tfds.disable_progress_bar()
    verbosity = absl_logging.get_verbosity()
    absl_logging.set_verbosity(absl_logging.ERROR)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        absl_logging.set_verbosity(verbosity)
