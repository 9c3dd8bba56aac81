"""What a copy check looks at, and what it finds of each drawn example."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.nearest import Features, Neighbours, nearest, nearest_others

LEAST_RECORDS = 10
NEAR_PERCENTILE = 1


@dataclass(frozen=True, kw_only=True)
class CopyEvidence:
    """Drawn examples of one class beside equally many of what was and what was not trained on.

    With held-out examples in the place of the drawn ones it gives the floor.
    """

    drawn: Features
    """[m, d]."""
    training: Features
    """[n, d], of examples that the generator has learned from."""
    held_out: Features
    """[n, d], of examples that it has not."""
    is_copy: npt.NDArray[np.bool_]
    """[m], whether a drawn example equals a training example (any, not these alone)."""

    def __post_init__(self) -> None:
        if len(self.training) != len(self.held_out) or len(self.is_copy) != len(self.drawn):
            raise ValueError(
                "expected as many training as held-out records and a word on each drawn example, "
                f"received {len(self.training)} and {len(self.held_out)} records, "
                f"{len(self.is_copy)} words on {len(self.drawn)} examples"
            )

    @property
    def is_enough(self) -> bool:
        """Whether there are records enough for neighbours to mean something."""
        return len(self.drawn) > 0 and len(self.training) >= LEAST_RECORDS

    @cached_property
    def to_training(self) -> Neighbours:
        """The two nearest training examples of each drawn one."""
        return nearest(self.drawn, self.training, 2)

    @cached_property
    def to_held_out(self) -> Neighbours:
        """The nearest held-out example of each drawn one."""
        return nearest(self.drawn, self.held_out)

    @cached_property
    def near_limit(self) -> float:
        """The distance below which two examples count as near copies.

        The first percentile of the distances from training examples to their nearest other one:
        about one real example in a hundred is as near to another.
        """
        return float(np.percentile(nearest_others(self.training).distances, NEAR_PERCENTILE))

    def is_near(self, distances: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """1 where a distance is that of a near copy, else 0; at distance 0 whatever the limit."""
        return ((distances < self.near_limit) | (distances == 0)).astype(np.float64)


class Measured(NamedTuple):
    """What a check finds of each of m drawn examples."""

    values: npt.NDArray[np.float64]
    """[m]."""
    groups: npt.NDArray[np.int64]
    """[m]: examples of one group hang on one record, and count as less than as many."""


def of_each(values: npt.NDArray) -> Measured:
    """Values [m] that do not hang together."""
    return Measured(np.asarray(values, np.float64), np.arange(len(values)))


NOTHING = of_each(np.empty(0))
"""Where there are too few examples."""


def together(parts: Sequence[Measured]) -> Measured:
    """What is found of several classes, whose groups have nothing in common."""
    values, groups, used = [], [], 0
    for part in parts:
        values.append(part.values)
        groups.append(part.groups + used)
        used += int(part.groups.max()) + 1 if len(part.groups) else 0
    return Measured(np.concatenate(values), np.concatenate(groups))
