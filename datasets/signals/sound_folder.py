"""A folder of recordings, in whatever of the usual layouts it comes."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.folder_layout import FoundFiles, find_files
from datasets.signals.options import SignalOptions
from datasets.signals.recordings import Told, load_recordings
from datasets.signals.sound_file import UnusableSound, read_header
from foundation.progress import ProgressDisplay

_ASKED = 25


def find_recordings(root: Path, one_class_name: str) -> FoundFiles:
    """The recordings of a folder by class (`datasets.folder_layout.find_files`)."""
    return find_files(root, one_class_name, reason_against, "recording")


def holds_recordings(path: Path) -> bool:
    """Whether more of the first files of a folder are sound than are not, whatever they are
    called."""
    if not path.is_dir():
        return False
    asked = list(islice(_files_below(path), _ASKED))
    return 2 * sum(not reason_against(file) for file in asked) > len(asked)


def _files_below(folder: Path) -> Iterator[Path]:
    """In the order of their names, hidden ones left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        shown = sorted(name for name in names if not name.startswith("."))
        yield from (Path(place, name) for name in shown)


def reason_against(path: Path) -> str:
    """Why a file is no sound, as far as its header tells; empty where it is one."""
    try:
        read_header(path)
    except UnusableSound as error:
        return str(error)
    return ""


def load_sound_folder_at(
    place: Place, options: SignalOptions, display: ProgressDisplay | None = None
) -> Dataset:
    """Load a folder of recordings; `datasets.folder_layout` says in which layouts.

    Raises:
        UserError: As for `load_recordings`.
    """
    folder = place.path.expanduser().resolve()
    title = place.title or readable_name(folder.name) or "folder"
    found = find_recordings(folder, title)
    told = Told(
        name=place.name or slug(title),
        title=title,
        provenance=place.provenance or f"Recordings of the folder {title}, given by its path.",
    )
    return load_recordings(found.files, found.passed_over, options, told, display)
