"""Groups of recordings, such as all of one speaker, by the names of their files."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from foundation.errors import UserError

_FIELD = re.compile(r"\{(\w+)\}")
_NAMED = 3


def groups_of(names: Sequence[str], pattern: str) -> list[str]:
    """The group of each file.

    Args:
        names: Of files, without folders and endings.
        pattern: With {group} and other fields in braces for what differs between names, such as
            `{label}_{group}_{index}`; a field is as short as the rest allows.

    Raises:
        UserError: The pattern has no {group}, repeats a field, or names do not fit it.
    """
    fields = _FIELD.findall(pattern)
    if fields.count("group") != 1 or len(set(fields)) != len(fields):
        raise UserError(
            "--group: expected a pattern of file names with {group} in it and every field once, "
            f"such as {{label}}_{{group}}_{{index}}, found {pattern!r}."
        )
    texts = _FIELD.split(pattern)
    # Text and names of fields take turns.
    parts = [
        f"(?P<{text}>.+?)" if place % 2 else re.escape(text) for place, text in enumerate(texts)
    ]
    expression = re.compile("".join(parts))
    found = [expression.fullmatch(name) for name in names]
    unlike = [name for name, match in zip(names, found, strict=True) if match is None]
    if unlike:
        shown = ", ".join(map(repr, unlike[:_NAMED]))
        raise UserError(
            f"--group: expected file names like {pattern!r}, found {len(unlike):,} others, such "
            f"as {shown}."
        )
    return [match["group"] for match in found if match is not None]


def left_out(groups: Sequence[str], name: str) -> npt.NDArray[np.bool_]:
    """Which recordings are of the group that is left out.

    Raises:
        UserError: None or all are.
    """
    mask = np.array([group == name for group in groups])
    if not mask.any() or mask.all():
        known = ", ".join(sorted(set(groups))[:20])
        raise UserError(f"--leave-out: expected one of several groups ({known}), found {name!r}.")
    return mask
