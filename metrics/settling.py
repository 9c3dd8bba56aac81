"""Whether a classifier's curve had settled when its training ended, and its gap to training data.

A line is fitted to the last third of the curve. It rises where the lower end of a one-sided 95 %
interval of its slope is above zero, and where the rise is large enough to matter; it has settled
where the upper end leaves no room for a large rise. A step size that decays flattens any curve:
"settled" means under the schedule that was used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

LEAST_POINTS = 6
"""Fewer make no third with a slope and an error."""
LEAST_RISE = 0.001
"""Of a share, over the last third: seeds alone move results of MNIST by as much."""

MOST_UNSEEN_RISE = 0.01
"""Of a share: a curve that may have risen by more than this in its last third has not settled."""

State = Literal["settled", "still rising", "not known"]


@dataclass(frozen=True, kw_only=True)
class Settling:
    """The end of a curve."""

    training: float
    """Accuracy on the training examples since the last point but one, 0..1."""
    validation: float | None
    """Accuracy on the examples that are not trained on at the last point; None: there are none."""
    slope: float | None
    """Change over the last third of the curve, as a share; None: too few points."""
    standard_error: float | None
    """Of the slope."""
    points: int
    """Of the whole curve."""
    state: State

    @property
    def gap(self) -> float | None:
        """Training minus validation accuracy: large where examples were learned by heart."""
        return None if self.validation is None else self.training - self.validation


def settling(
    updates: Sequence[float], training: Sequence[float], validation: Sequence[float]
) -> Settling:
    """Look at the end of an arm's curve.

    Args:
        updates: [n], ascending: where the points are.
        training: [n], accuracy on training examples since the point before, 0..1.
        validation: [n], accuracy on examples that are not trained on, 0..1; NaN where there are
            none: then the slope is that of the training accuracy.

    Raises:
        ValueError: No point, or curves of different lengths.
    """
    x, learned, held = (np.asarray(each, float) for each in (updates, training, validation))
    if not len(x) or not len(x) == len(learned) == len(held):
        raise ValueError(
            f"expected curves of one length, received {len(x)}, {len(learned)} and {len(held)}"
        )
    has_validation = bool(np.isfinite(held).all())
    slope, error, state = _end(x, held if has_validation else learned)
    return Settling(
        training=float(learned[-1]),
        validation=float(held[-1]) if has_validation else None,
        slope=slope,
        standard_error=error,
        points=len(x),
        state=state,
    )


def _end(x: np.ndarray, curve: np.ndarray) -> tuple[float | None, float | None, State]:
    if len(x) < LEAST_POINTS or not np.isfinite(curve).all():
        return None, None, "not known"
    last = max(3, -(-len(x) // 3))
    third = (x[-1] - x[0]) / 3 or 1.0
    # In thirds, so that the slope is the change over one of them.
    line = stats.linregress((x[-last:] - x[-last]) / third, curve[-last:])
    slope = float(line.slope)
    error = float(line.stderr) if np.ptp(curve[-last:]) else 0.0  # a level line has no correlation
    reach = float(stats.t.ppf(0.95, last - 2)) * error
    if slope - reach > 0 and slope >= LEAST_RISE:
        return slope, error, "still rising"
    return slope, error, "settled" if slope + reach < MOST_UNSEEN_RISE else "not known"
