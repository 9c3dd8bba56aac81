"""What a metric of drawn examples is measured on: two samples, as the judge sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from metrics.neighbours import Neighbours
from metrics.tables.columns import Table, stacked

Features = npt.NDArray[np.floating]
NAN = float("nan")


@dataclass(frozen=True)
class Sample:
    """Examples of one class or of several, as the judge sees them."""

    features: Features
    """[n, d], of its last hidden layer; of tables the vectors that are compared."""
    probabilities: npt.NDArray[np.floating]
    """[n, k], rows sum to 1."""
    labels: npt.NDArray[np.integer]
    """int [n]: the class that each is of, or was drawn for."""
    sharpness: npt.NDArray[np.floating] | None = None
    """[n], of images alone (`metrics.sharpness`)."""
    table: Table | None = None
    """Their stored rows, of tables alone."""

    def __len__(self) -> int:
        return len(self.features)

    @property
    def named(self) -> npt.NDArray[np.integer]:
        """int [n]: the class that the judge gives each (ties: the first)."""
        return self.probabilities.argmax(axis=1)

    def take(self, rows: npt.NDArray[np.integer]) -> "Sample":
        """Some of the examples, in the order of the rows."""
        return Sample(
            self.features[rows],
            self.probabilities[rows],
            self.labels[rows],
            None if self.sharpness is None else self.sharpness[rows],
            None if self.table is None else self.table.take(rows),
        )


def joined(samples: Sequence[Sample]) -> Sample:
    """Several samples, one after the other; at least one."""
    sharpness = [s.sharpness for s in samples if s.sharpness is not None]
    tables = [s.table for s in samples if s.table is not None]
    return Sample(
        np.concatenate([s.features for s in samples]),
        np.concatenate([s.probabilities for s in samples]),
        np.concatenate([s.labels for s in samples]),
        np.concatenate(sharpness) if len(sharpness) == len(samples) else None,
        stacked(tables) if len(tables) == len(samples) else None,
    )


@dataclass(frozen=True)
class Evidence:
    """Real examples and what is held against them: drawn ones, or real ones in their place."""

    real: Sample
    drawn: Sample
    seed: int = 0
    """Of folds and resampling."""

    @property
    def examples(self) -> int:
        """How many there are of the fewer."""
        return min(len(self.real), len(self.drawn))

    @cached_property
    def neighbours(self) -> Neighbours:
        """Who lies near whom, found once for all metrics that ask."""
        return Neighbours(self.real.features, self.drawn.features)


def ratio(drawn: float, real: float) -> float:
    """A figure of drawn examples as a part of the same of real ones; NaN where that is none."""
    return drawn / real if real > 0 else NAN
