"""Intervals by resampling."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RESAMPLES = 500


def mean_interval(scores: npt.NDArray[np.floating], seed: int) -> tuple[float, float]:
    """The 95 % percentile interval of a mean by the bootstrap (Efron and Tibshirani 1993, 13.3).

    Args:
        scores: [n], one for each example, n >= 1.
        seed: Of the resampling.
    """
    values = np.asarray(scores, np.float64)
    return resampled_interval(len(values), lambda rows: float(values[rows].mean()), seed)


def resampled_interval(
    count: int, figure: Callable[[npt.NDArray[np.int64]], float], seed: int
) -> tuple[float, float]:
    """The same of any figure of some rows out of `count`."""
    rng = np.random.default_rng(seed)
    found = [figure(rng.integers(0, count, count)) for _ in range(RESAMPLES)]
    low, high = np.percentile(found, [2.5, 97.5]).tolist()
    return low, high
