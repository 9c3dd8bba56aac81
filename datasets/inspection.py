"""What was found in a user's own data, before anything learns from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """A file that plays no part, and why."""

    file: str
    """Its path below the folder, fit for print; a folder's ends with a slash."""
    reason: str
    """A few words, such as `empty file`; what follows a colon is peculiar to this file."""

    @staticmethod
    def kinds(entries: "Iterable[PassedOver]") -> list[tuple[str, int]]:
        """The reasons, without what is peculiar to a file, and their counts."""
        return Counter(entry.reason.partition(":")[0] for entry in entries).most_common()

    @staticmethod
    def summary(entries: "Sequence[PassedOver]") -> str:
        """The reasons with a file each, such as `empty file (2, such as a/1); truncated (b/2)`."""
        first: dict[str, str] = {}
        for entry in entries:
            first.setdefault(entry.reason.partition(":")[0], entry.file)
        parts = []
        for kind, count in PassedOver.kinds(entries):
            example = _shortened(first[kind])
            parts.append(f"{kind} ({example if count == 1 else f'{count:,}, such as {example}'})")
        return "; ".join(parts)


def _shortened(path: str) -> str:
    """Its end, which tells more than its beginning."""
    return path if len(path) <= _LONGEST_EXAMPLE else f"...{path[-_LONGEST_EXAMPLE:]}"


@dataclass(frozen=True, kw_only=True)
class ClassInspection:
    """What was found of one class."""

    class_name: str
    found: int
    """Files in the folders of the class, hidden and system files left out, or rows of a table."""
    usable: int
    """Images among them that could be decoded, or rows that are used."""
    sizes: str
    """Width and height in pixels, such as `92x112` or `30x30 to 640x480`; empty without images."""
    modes: str
    """Pillow's modes with their counts, such as `RGB 30, L 2`; empty without images."""
    problems: tuple[str, ...] = ()
    """A few words each."""
    left_out: bool = False
    """Whether the study does without the class."""


@dataclass(frozen=True, kw_only=True)
class CheckTable:
    """A table that a kind of data adds to the check, such as that of a table's columns."""

    title: str
    file: str
    """Where a run keeps it, below its directory."""
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Texts, as many as there are headings; the first one names the row."""
    first: tuple[int, ...] = ()
    """Rows that are shown where not all have room."""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What was found in a folder of images or a table."""

    classes: tuple[ClassInspection, ...]
    passed_over: tuple[PassedOver, ...]
    """Every file that plays no part; found = used + passed over."""
    remarks: tuple[str, ...] = ()
    """Sentences on the whole."""
    tables: tuple[CheckTable, ...] = ()
    """What else was found."""
    starter: str = ""
    """The text of a file that overrules what was found, to begin with: it says just that; empty:
    there is none."""
    starter_option: str = ""
    """The option that takes such a file."""
    small_classes: str = "--min-images 3 leaves such classes out."
    """A sentence: what to do where classes are too small to split."""
