"""Which examples are equal."""

import hashlib

import numpy as np
import numpy.typing as npt


def equal_groups(examples: np.ndarray) -> npt.NDArray[np.int64]:
    """A number for each example; two have the same one where all their values are equal.

    Args:
        examples: `[n, ...]` of any type.

    Returns:
        int64 `[n]`, counted from 0 in the order in which different examples first appear.
    """
    seen: dict[bytes, int] = {}
    # A digest and not the pixels, so that no second copy of the examples is held.
    groups = (
        seen.setdefault(hashlib.blake2b(example.tobytes(), digest_size=16).digest(), len(seen))
        for example in examples
    )
    return np.fromiter(groups, np.int64, len(examples))


def repeated_rows(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The rows whose values an earlier row has already, ascending, of groups `[n]`."""
    _, first = np.unique(groups, return_index=True)
    return np.setdiff1d(np.arange(len(groups)), first)
