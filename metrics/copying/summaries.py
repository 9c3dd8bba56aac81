"""From what is found of each drawn example to one figure with its interval."""

import numpy as np
import numpy.typing as npt

from metrics.copying.evidence import Measured
from metrics.estimate import Estimate, bootstrapped, too_few
from metrics.intervals import wilson

PERCENTILE = 5
LEAST_FOR_PERCENTILE = 100
"""Below, fewer than five examples would lie under the percentile."""


def share(found: Measured, seed: int) -> Estimate:
    """Mean of values in 0..1, with Wilson's interval for Kish's effective number of examples.

    Many drawn examples can have the same neighbour, and whether that one was trained on is one
    throw of a coin, not many.

    Args:
        found: One group for each neighbour that decides.
        seed: Plays no part.

    Reference:
        Kish, "Survey sampling", 1965: the square of the number of examples over the sum of the
        squares of the sizes of their groups.
    """
    if not len(found.values):
        return too_few(0)
    value = float(found.values.mean())
    low, high = wilson(value, effective_count(found.groups))
    return Estimate(value=value, low=low, high=high, count=len(found.values))


def effective_count(groups: npt.NDArray[np.integer]) -> float:
    """Kish's number of independent examples among some that come in groups, int [m], m >= 1."""
    sizes = np.unique(groups, return_counts=True)[1].astype(float)
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def low_percentile(found: Measured, seed: int) -> Estimate:
    """5th percentile of the values; its bootstrap interval is drawn by the seed.

    Too few below 100 examples.
    """
    if len(found.values) < LEAST_FOR_PERCENTILE:
        return too_few(len(found.values))
    return bootstrapped(_percentile, found.values, seed)


def _percentile(values: npt.NDArray[np.floating], axis: int) -> npt.NDArray[np.floating]:
    return np.percentile(values, PERCENTILE, axis=axis)
