"""Images that a classifier gets wrong, as sheets with what it saw."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from plots.image_sheets import Sheet
from plots.style import display_name

MOST_ROWS = 4
_NAME_LENGTH = 8


def wrong_sheets(
    images: np.ndarray,
    probabilities: np.ndarray,
    labels: npt.ArrayLike,
    class_names: Sequence[str],
    columns: int,
    *,
    with_truth: bool,
) -> list[Sheet]:
    """The images that are taken for another class than theirs, the surest first.

    Args:
        images: uint8 [n, h, w, c].
        probabilities: float [n, k] of the classifier.
        labels: int [n], the classes that they are, or are meant to be.
        class_names: k names.
        columns: Images in a row.
        with_truth: Whether captions name that class, too.

    Returns:
        A sheet of one row for each so many images, at most four; none where all are right.
    """
    truth, named = np.asarray(labels), probabilities.argmax(axis=1)
    rows = np.flatnonzero(named != truth)
    sure = probabilities[rows, named[rows]]
    rows = rows[np.argsort(-sure, kind="stable")][: MOST_ROWS * columns]
    short = [display_name(name, _NAME_LENGTH) for name in class_names]
    sheets = []
    for start in range(0, len(rows), columns):
        part = rows[start : start + columns]
        captions = [
            (f"{short[truth[row]]}\n\N{RIGHTWARDS ARROW}" if with_truth else "")
            + f"{short[named[row]]}\n{100 * probabilities[row, named[row]]:.0f} %"
            for row in part
        ]
        sheets.append(Sheet("The surest first" if not start else "", {"": images[part]}, captions))
    return sheets
