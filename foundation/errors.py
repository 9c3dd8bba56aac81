"""Errors that a user can mend: one sentence each, no traceback, exit code 2."""

import difflib
from collections.abc import Iterable


class UserError(ValueError):
    """Bad input. Its text is one sentence: the file or field, what was expected, what was found."""


class WorkerDiedError(Exception):
    """A worker process has died, and what it was at will not be made."""


def unknown_name(kind: str, got: str, known: Iterable[str], *, option: str = "") -> UserError:
    """The error for a name that is not in a table, with the nearest known name suggested.

    Args:
        kind: What the name stands for, such as `"data set"`.
        got: The name as the user wrote it.
        known: The names that would have been accepted.
        option: The option that takes such names, with its dashes, where there is one.
    """
    names = sorted(known)
    close = difflib.get_close_matches(got.lower(), names, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    if option:
        return UserError(f"{option}: expected one of {', '.join(names)}, found {got!r}.{hint}")
    return UserError(f"Unknown {kind} {got!r}: expected one of {', '.join(names)}.{hint}")
