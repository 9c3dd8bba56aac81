"""An archive of images that the user names by its path."""

import dataclasses
import tempfile
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.archives import SkippedEntry
from datasets.fetching.downloaded_folder import unpack_with_progress
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.images.image_folder import load_image_folder
from datasets.images.options import ImageOptions
from datasets.inspection import PassedOver
from foundation.progress import ProgressDisplay

_SUFFIXES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz")


def load_archive(
    path: Path, options: ImageOptions, display: ProgressDisplay | None = None
) -> Dataset:
    """Load a zip or tar archive of a folder of images, in the layouts that folders may have.

    It is unpacked to a temporary directory, which is gone afterwards.

    Args:
        path: The archive, told by its content.
        options: How the images are made to fit.
        display: Where progress goes.

    Raises:
        UserError: It cannot be unpacked, or holds nothing usable.
    """
    title = archive_title(path)
    # Not in a folder of the archive's name: that may be longer than the file system takes.
    with tempfile.TemporaryDirectory(prefix="archive-", ignore_cleanup_errors=True) as scratch:
        skipped = unpack_with_progress(path, Path(scratch), display)
        data = load_image_folder(
            Path(scratch),
            options,
            name=slug(title),
            title=title,
            provenance=f"Images of the archive {readable_name(path.name)}, given by its path.",
            display=display,
        )
    return _with_skipped(data, skipped)


def load_archive_at(
    place: Place, options: ImageOptions, display: ProgressDisplay | None = None
) -> Dataset:
    """`load_archive` of a place; its own name is that of the data."""
    return load_archive(place.path, options, display)


def archive_title(path: Path) -> str:
    """The name of an archive without what says how it is packed."""
    name = path.name
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            name = name[: -len(suffix)]
            break
    return readable_name(name)


def _with_skipped(data: Dataset, skipped: list[SkippedEntry]) -> Dataset:
    if data.inspection is None:
        return data
    entries = tuple(
        PassedOver(file=readable_name(entry.name), reason=f"not unpacked: {entry.reason}")
        for entry in skipped
    )
    passed_over = data.inspection.passed_over + entries
    return dataclasses.replace(
        data, inspection=dataclasses.replace(data.inspection, passed_over=passed_over)
    )
