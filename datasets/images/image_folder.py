"""A folder of images, in whatever of the usual layouts it comes."""

import dataclasses
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.folder_layout import SPLITS, FoundFiles, find_files
from datasets.images.decoded_files import header_of
from datasets.images.decoding import UnusableImage, strict_pillow
from datasets.images.image_files import load_image_files
from datasets.images.options import ImageOptions
from foundation.errors import UserError
from foundation.progress import ProgressDisplay


def load_image_folder(
    path: Path,
    options: ImageOptions,
    *,
    name: str | None = None,
    title: str | None = None,
    provenance: str | None = None,
    display: ProgressDisplay | None = None,
) -> Dataset:
    """Load a folder of images; `datasets.folder_layout` says in which layouts.

    Args:
        path: The folder; `~` is the user's home.
        options: Size, fit and strictness.
        name: What paths and tables say; None: the folder's name, made safe.
        title: What titles say, and a class of images that lie directly in the folder; None: the
            folder's name.
        provenance: One sentence: source and licence; None: that it is the user's folder.
        display: Shows the progress; None: nobody does.

    Raises:
        UserError: There is no such folder, it cannot be read, or as for `load_image_files`.
    """
    folder = existing_folder(path)
    title = title or readable_name(folder.name) or "folder"
    found = find_images(folder, title)
    data = load_image_files(
        found.files,
        found.passed_over,
        options,
        name=name or slug(title),
        title=title,
        provenance=provenance or f"Images of the folder {title}, given by its path.",
        display=display,
    )
    return _remark_on_splits(data, title)


def find_images(root: Path, one_class_name: str) -> FoundFiles:
    """The images of a folder by class (`datasets.folder_layout.find_files`)."""
    with strict_pillow():
        return find_files(root, one_class_name, _reason_against, "image")


def _reason_against(path: Path) -> str:
    try:
        header_of(path)
    except UnusableImage as error:
        return str(error)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return ""


def load_folder_at(
    place: Place, options: ImageOptions, display: ProgressDisplay | None = None
) -> Dataset:
    """`load_image_folder` of a place."""
    return load_image_folder(
        place.path,
        options,
        name=place.name,
        title=place.title,
        provenance=place.provenance,
        display=display,
    )


def _remark_on_splits(data: Dataset, title: str) -> Dataset:
    """Say it where classes are called like splits: a folder that was copied in part, perhaps."""
    names = [name for name in data.class_names if name.casefold() in SPLITS and name != title]
    given = data.test_mask is not None or data.validation_mask is not None
    if data.inspection is None or not names or given:
        return data
    remark = (
        f"Taken for classes and not for splits: {', '.join(map(repr, names))}; splits are a folder "
        "train with val or test beside it."
    )
    remarks = (*data.inspection.remarks, remark)
    inspection = dataclasses.replace(data.inspection, remarks=remarks)
    return dataclasses.replace(data, inspection=inspection)


def existing_folder(path: Path) -> Path:
    """The absolute path of a folder, links and `~` resolved.

    Raises:
        UserError: There is nothing, or no folder.
    """
    shown = readable_name(str(path))
    try:
        folder = path.expanduser().resolve()
        if folder.is_dir():
            return folder
        exists = folder.exists()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{shown}: expected a folder of images, cannot look: {reason}.") from None
    found = "something else" if exists else "nothing there"
    raise UserError(f"{shown}: expected a folder of images, or an archive of one, found {found}.")
