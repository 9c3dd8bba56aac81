"""Many comparisons at once: Holm's correction, intervals that agree with it, and the words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.intervals import CONFIDENCE
from metrics.over_seeds import OverSeeds

_BEYOND = 1e-12
"""Next to zero and on one side of it; far below the step of any accuracy."""


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """One of many comparisons, after the correction for all of them."""

    p_value: float
    """Holm's adjusted one."""
    low: float
    high: float
    """The interval of `correct_for_all`; it excludes zero exactly where `p_value` is at most
    0.05."""

    @property
    def direction(self) -> int:
        """1 where the interval lies above zero, -1 below it, else 0."""
        return int(self.low > 0) - int(self.high < 0)


def correct_for_all(found: Sequence[OverSeeds]) -> list[Corrected | None]:
    """Correct comparisons for there being many.

    Holm's step-down procedure on the p-values. The intervals are Bonferroni's, each at
    1 - 0.05 / m, which hold all together in 95 % of studies. Where Holm rejects what Bonferroni
    would not, the end next to zero is put just beyond it: that step is sure of the direction and
    of no distance. It keeps a promise of its own, that no difference of zero gets a direction in
    95 % of studies; so the intervals that are given keep each of the two at 95 %, not both at once.

    Args:
        found: Differences; those of one seed take no part.

    Returns:
        One for each; None for those of one seed.

    Reference:
        Holm, "A simple sequentially rejective multiple test procedure", 1979. That intervals which
        agree with it end at zero: Strassburger and Bretz, "Compatible simultaneous lower
        confidence bounds for the Holm procedure and other Bonferroni-based closed tests",
        Statistics in Medicine 27, 2008.
    """
    tested = [index for index, each in enumerate(found) if each.p_value is not None]
    result: list[Corrected | None] = [None] * len(found)
    if not tested:
        return result
    alpha, m = 1 - CONFIDENCE, len(tested)
    p_values = np.array([found[index].p_value for index in tested], float)
    for index, p_value in zip(tested, holm(p_values)):
        low, high = _interval(found[index], alpha / m)
        if p_value <= alpha and low <= 0 <= high:
            low, high = (_BEYOND, high) if found[index].mean > 0 else (low, -_BEYOND)
        result[index] = Corrected(p_value=float(p_value), low=low, high=high)
    return result


def holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values, float [m].

    As those of statsmodels (a test compares), whose function collects garbage at every call: some
    50 ms, too long for thousands of simulated studies.
    """
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1) * p_values[order]
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def _interval(found: OverSeeds, alpha: float) -> tuple[float, float]:
    interval = found.interval(1 - alpha)
    assert interval is not None  # the caller has left out what has one seed
    return interval


def verdict(corrected: Corrected | None, seeds: int) -> str:
    """ "better" or "worse" where the corrected interval excludes zero; of one seed nothing."""
    if corrected is None:
        return ""
    words = {1: "better", -1: "worse", 0: f"no difference shown ({seeds} seeds)"}
    return words[corrected.direction]
