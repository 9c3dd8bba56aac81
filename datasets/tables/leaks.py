"""Columns that say the target in other words, such as `alive` beside `survived`."""

import numpy as np
import numpy.typing as npt

# A value in so few rows may belong to one class by accident.
_ROWS_OF_A_VALUE = 5
# More values than this for a class, and it is a description that happens to be sharp.
_VALUES_OF_A_CLASS = 3


def says_the_target(
    values: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], classes: int
) -> str:
    """How a column gives the target away; empty: it does not.

    Args:
        values: Stored values `[n]`, NaN for gaps.
        labels: int64 `[n]`.
        classes: k.

    Returns:
        A few words, where each value, or a gap against a value, belongs to one class alone.
    """
    gaps = np.isnan(values)
    if _tells(gaps.astype(np.int64), 2, labels, classes):
        return "says the target: whether it has a value tells the class"
    unique, codes = np.unique(values, return_inverse=True, equal_nan=True)
    if len(unique) > _VALUES_OF_A_CLASS * classes or not _tells(
        codes, len(unique), labels, classes
    ):
        return ""
    return "says the target: each of its values belongs to one class"


def _tells(
    codes: npt.NDArray[np.int64], different: int, labels: npt.NDArray[np.int64], classes: int
) -> bool:
    """Whether each of some codes is in one class, and all classes have codes of their own."""
    if classes < 2 or different < classes or len(codes) < _ROWS_OF_A_VALUE * different:
        return False
    table = np.zeros((different, classes), np.int64)
    np.add.at(table, (codes, labels), 1)
    return bool((np.count_nonzero(table, axis=1) == 1).all() and table.any(axis=0).all())
