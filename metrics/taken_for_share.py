"""Which other class are a class's drawn examples taken for?"""

import numpy as np

from metrics.evidence import NAN, Evidence


def measure(evidence: Evidence) -> float:
    """Part of a class's drawn examples that the judge gives to the one other class it names most.

    Returns:
        The share, 0 to 1; NaN without drawn examples.
    """
    if not len(evidence.drawn):
        return NAN
    return float(_others(evidence).max() / len(evidence.drawn))


def class_index(evidence: Evidence) -> int:
    """That class (ties: the first); -1 where none is named."""
    others = _others(evidence)
    return int(others.argmax()) if others.any() else -1


def _others(evidence: Evidence) -> np.ndarray:
    """int64 [k]: how many are given to each class that they were not drawn for."""
    drawn = evidence.drawn
    wrong = drawn.named[drawn.named != drawn.labels]
    return np.bincount(wrong, minlength=drawn.probabilities.shape[1])
