"""A figure with its interval and the number of examples that it rests on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure as it was measured; NaN throughout where there are too few examples for it."""

    value: float
    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end."""
    count: int
    """How many examples it rests on."""

    @property
    def is_known(self) -> bool:
        """Whether there were examples enough."""
        return self.value == self.value


def too_few(count: int) -> Estimate:
    """What stands where nothing is computed: so many examples were there, and they are too few."""
    return Estimate(value=float("nan"), low=float("nan"), high=float("nan"), count=count)


def bootstrapped(
    statistic: Callable[..., npt.NDArray[np.floating]], values: npt.NDArray[np.floating], seed: int
) -> Estimate:
    """A statistic of independent values with its percentile-bootstrap interval.

    Args:
        statistic: Of values [n] or [resamples, n], along `axis`.
        values: [n].
        seed: Of the resamples.

    Reference:
        Efron and Tibshirani, "An introduction to the bootstrap", 1993, section 13.3.
    """
    ends = stats.bootstrap(
        (values,), statistic, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, batch=50,
        method="percentile", rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    value = float(statistic(values, axis=-1))
    return Estimate(value=value, low=float(ends.low), high=float(ends.high), count=len(values))
