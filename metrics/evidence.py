"""What a metric of drawn examples is measured on: one class, as the judge sees it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Features = npt.NDArray[np.floating]

# Half a million pairs: enough for three digits, and a quick sum.
COMPARED_EXAMPLES = 1000


@dataclass(frozen=True)
class Evidence:
    """A class's real and drawn examples in the features that the judge has learned."""

    real: Features
    """[n, d], of all real training examples of the class."""
    drawn: Features
    """[m, d], of the first 1,000 examples that were drawn for it."""
    named: npt.NDArray[np.integer]
    """int [m], the class index that the judge gives each drawn example."""
    intended: int
    """The index of the class that they were drawn for."""


def ratio(drawn: float, real: float) -> float:
    """A figure of drawn examples as a part of the same of real ones; NaN where that is none."""
    return drawn / real if real > 0 else float("nan")
