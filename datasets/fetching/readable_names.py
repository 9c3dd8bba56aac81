"""Names of files and folders, fit for print, tables and pages."""

import re
import unicodedata
import zlib
from pathlib import Path

# Control characters, halves of what is no character, line and paragraph ends.
_ESCAPED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_LONGEST_SLUG = 60


def readable_name(name: str) -> str:
    """A name with everything escaped that would break a line, a terminal or an encoding.

    Blanks, quotes, angle brackets and letters of any script stay. Bytes that are no UTF-8 become
    `\\xe9` and the like.
    """
    if name.isprintable():
        return name
    return "".join(_readable_character(character) for character in name)


def readable_path(path: Path, root: Path) -> str:
    """A path below `root`, with slashes, as `readable_name` writes its parts."""
    return readable_name(path.relative_to(root).as_posix())


def _readable_character(character: str) -> str:
    if unicodedata.category(character) not in _ESCAPED_CATEGORIES:
        return character
    if "\udc80" <= character <= "\udcff":  # how Python keeps a byte that it could not decode
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def slug(title: str, noun: str = "images") -> str:
    """A name for directories: letters, digits, dots, dashes and underscores of ASCII.

    Args:
        title: Any text.
        noun: What begins the name of a title in other letters only, which is told from others by
            its checksum.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip(".-")[:_LONGEST_SLUG]
    return plain or f"{noun}-{zlib.crc32(title.encode('utf-8', 'backslashreplace')):08x}"
