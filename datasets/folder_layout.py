"""Which files of a folder are which class's and which split's.

The layouts, told apart by where examples lie (by content, not by extension):

1. `PATH/{train,val,test}/<class>/**`: folders called like splits (`SPLITS`, in any case), train
   among them.
2. `PATH/<class>/**`.
3. Examples directly in PATH: one class, called after the folder.

A folder that holds nothing but one other folder stands for that one. Hidden files, files of the
system and links that lead out of PATH or to folders are passed over. A class may be called
anything, a leading dot included; elsewhere a folder with a leading dot is hidden.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from datasets.fetching.readable_names import readable_name, readable_path
from datasets.inspection import PassedOver

SPLITS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
_SYSTEM_NAMES = {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"}
# Dotted folders in which tools keep copies of their own; never classes.
_TOOL_FOLDERS = {".git", ".svn", ".hg", ".cache", ".thumbnails", ".ipynb_checkpoints", ".trash"}

SYSTEM_FILE, HIDDEN_FILE, HIDDEN_FOLDER = "system file", "hidden file", "hidden folder"
NO_CLASS = "{} beside the class folders, without a class"
NO_SPLIT = "{} in a folder beside those of the splits"


@dataclass(frozen=True, kw_only=True)
class LabelledFile:
    """A file that may hold an example."""

    path: Path
    class_name: str
    """Fit for print; see `datasets.fetching.readable_names`."""
    split: str | None = None
    """train, validation or test; None where the data has no splits."""
    shown: str | None = None
    """What lists call the file, fit for print; None: class and file name."""

    @property
    def shown_name(self) -> str:
        """What lists call the file."""
        return self.shown or f"{self.class_name}/{self.path.name}"


@dataclass
class FoundFiles:
    """The files of a folder, sorted out."""

    files: list[LabelledFile] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


@dataclass
class _Level:
    """What lies directly in one folder, each list sorted by name."""

    files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    dotted: list[Path] = field(default_factory=list)


def find_files(
    root: Path, one_class_name: str, reason_against: Callable[[Path], str], noun: str
) -> FoundFiles:
    """Sort out the files of a folder.

    Args:
        root: An existing directory.
        one_class_name: What the class is called where examples lie directly in `root`.
        reason_against: Why a file is no example, as far as its beginning tells; empty where it is
            one.
        noun: What an example is called.

    Returns:
        The files that may be examples, each with its class, and all others with the reason.
    """
    return _Finder(root.resolve(), reason_against, noun).find(one_class_name)


class _Finder:
    """Walks one folder."""

    def __init__(self, root: Path, reason_against: Callable[[Path], str], noun: str) -> None:
        self._root, self._reason_against, self._noun = root, reason_against, noun
        self._found = FoundFiles()
        self._levels: dict[Path, _Level] = {}

    def find(self, one_class_name: str) -> FoundFiles:
        top = self._root
        while (inner := self._only_folder(top)) is not None:
            self._pass_over_loose(self._level(top).files)
            top, one_class_name = inner, readable_name(inner.name)
        splits = self._split_folders(top)
        if splits:
            self._take_splits(top, splits, one_class_name)
        else:
            self._take_classes([(top, None)], one_class_name)
        for folder in self._unused_dotted():
            self._pass_over(folder, HIDDEN_FOLDER, folder=True)
        return self._found

    def _only_folder(self, top: Path) -> Path | None:
        level = self._level(top)
        if len(level.folders) != 1 or level.folders[0].name.casefold() in SPLITS:
            return None
        return None if any(map(self._is_one, level.files)) else level.folders[0]

    def _split_folders(self, top: Path) -> list[Path]:
        """The folders that stand for splits; none where their names must mean classes."""
        folders = self._level(top).folders
        splits = [folder for folder in folders if folder.name.casefold() in SPLITS]
        known = {SPLITS[folder.name.casefold()] for folder in splits}
        others = [folder for folder in folders if folder not in splits]
        if "train" not in known:
            return []
        alone = len(known) == 1 and any(map(self._holds_one, others))
        return [] if alone else splits

    def _take_splits(self, top: Path, splits: list[Path], one_class_name: str) -> None:
        level = self._level(top)
        self._pass_over_loose(level.files)
        for folder in level.folders:
            if folder not in splits:
                for path in self._files_below(folder):
                    self._pass_over(path, self._reason_against(path) or NO_SPLIT.format(self._noun))
        named: list[tuple[Path, str | None]] = [
            (folder, SPLITS[folder.name.casefold()]) for folder in splits
        ]
        self._take_classes(named, one_class_name)

    def _take_classes(self, tops: list[tuple[Path, str | None]], one_class_name: str) -> None:
        """Take the classes of every top folder, or everything as one class."""
        folders = [folder for top, _ in tops for folder in self._level(top).folders]
        loose = [path for top, _ in tops for path in self._level(top).files]
        if not any(map(self._holds_one, folders)) and (
            not folders or any(map(self._is_one, loose))
        ):
            for top, split in tops:
                self._take(self._files_below(top), one_class_name, split)
            return
        for top, split in tops:
            self._pass_over_loose(self._level(top).files)
            for folder in self._class_folders(top):
                self._take(self._files_below(folder), readable_name(folder.name), split)

    def _class_folders(self, top: Path) -> list[Path]:
        level = self._level(top)
        dotted = [
            folder
            for folder in level.dotted
            if folder.name.casefold() not in _TOOL_FOLDERS and self._holds_one(folder)
        ]
        for folder in dotted:
            level.dotted.remove(folder)
        return level.folders + dotted

    def _take(self, paths: Iterable[Path], class_name: str, split: str | None) -> None:
        self._found.files += [
            LabelledFile(path=path, class_name=class_name, split=split, shown=self._shown(path))
            for path in paths
        ]

    def _pass_over_loose(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self._pass_over(path, self._reason_against(path) or NO_CLASS.format(self._noun))

    def _pass_over(self, path: Path, reason: str, *, folder: bool = False) -> None:
        shown = self._shown(path) + ("/" if folder else "")
        self._found.passed_over.append(PassedOver(file=shown, reason=reason))

    def _shown(self, path: Path) -> str:
        return readable_path(path, self._root)

    def _is_one(self, path: Path) -> bool:
        return not self._reason_against(path)

    def _holds_one(self, folder: Path) -> bool:
        return any(self._is_one(path) for path in self._files_below(folder))

    def _files_below(self, folder: Path) -> Iterator[Path]:
        """All files in a folder and the folders in it, hidden ones left out."""
        waiting = [folder]
        while waiting:  # and not a recursion: folders may lie very deep
            level = self._level(waiting.pop())
            yield from level.files
            waiting += reversed(level.folders)

    def _unused_dotted(self) -> list[Path]:
        return [folder for level in self._levels.values() for folder in level.dotted]

    def _level(self, folder: Path) -> _Level:
        """What lies in a folder; what is passed over there is noted at the first look."""
        if folder not in self._levels:
            self._levels[folder] = _Level()
            try:
                with os.scandir(folder) as entries:
                    for entry in sorted(entries, key=lambda entry: entry.name):
                        self._sort_in(Path(entry.path), entry, self._levels[folder])
            except OSError as error:
                reason = f"cannot be read: {error.strerror or error}"
                self._pass_over(folder, reason, folder=True)
        return self._levels[folder]

    def _sort_in(self, path: Path, entry: os.DirEntry, level: _Level) -> None:
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name.casefold() in _SYSTEM_NAMES:
            self._pass_over(path, SYSTEM_FILE, folder=is_folder)
        elif is_folder:
            (level.dotted if entry.name.startswith(".") else level.folders).append(path)
        elif entry.name.startswith("."):
            self._pass_over(path, HIDDEN_FILE)
        else:
            reason = self._reason_against_entry(path, entry)
            if reason:
                self._pass_over(path, reason)
            else:
                level.files.append(path)

    def _reason_against_entry(self, path: Path, entry: os.DirEntry) -> str:
        if entry.is_symlink():
            return self._reason_against_link(path)
        return "" if entry.is_file(follow_symlinks=False) else "neither a file nor a folder"

    def _reason_against_link(self, path: Path) -> str:
        """Links are followed to files in the folder only."""
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):  # nothing there, or a loop
            return "a link that leads nowhere"
        if target.is_dir():
            return "a link to a folder"
        if not target.is_relative_to(self._root):
            return "a link out of the folder"
        return "" if target.is_file() else "neither a file nor a folder"
