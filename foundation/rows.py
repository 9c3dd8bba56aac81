"""Tables of rows in the help of the command line: a new row is named there by being there."""

from collections.abc import Mapping, Sequence
from typing import Any


def in_words(what: str, rows: Mapping[str, Any]) -> str:
    """What can be chosen, in one sentence.

    Args:
        what: What a row is, such as `Adversarial loss`.
        rows: Name -> a text, or a row with the text `about`.
    """
    texts = {name: str(getattr(row, "about", row)).rstrip(".") for name, row in rows.items()}
    return f"{what}: {'; '.join(f'{name} ({text})' for name, text in texts.items())}."


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them, such as `10, 25 and 50`; at least one."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def counted(count: int, noun: str, several: str = "") -> str:
    """A number with its noun, such as `1 thread` or `2 classes`.

    Args:
        count: How many.
        noun: What one is called.
        several: What others are called; empty: with an s.
    """
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"
