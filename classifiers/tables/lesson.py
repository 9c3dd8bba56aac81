"""What a classifier of rows learns from: stored rows, labels, and how much each row counts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from metrics.tables.columns import Columns, Table, Values

if TYPE_CHECKING:  # it brings TensorFlow, which three of four classifiers do without
    from training.training_set import TrainingSet


@dataclass(frozen=True)
class Lesson:
    """The training rows of an arm."""

    table: Table
    """[n, d]."""
    labels: npt.NDArray[np.int64]
    """[n], 0..k-1."""
    class_count: int
    """k."""
    parts: tuple[tuple[int, float], ...] = ()
    """Of a mixture: how many rows each part has, in their order, and its share of what is learned;
    the shares add up to 1. Empty: every row counts alike."""

    @classmethod
    def of(cls, training: "TrainingSet", columns: Columns, class_count: int) -> "Lesson":
        """That of an arm's training set.

        Raises:
            ValueError: Its batches are transformed or blended, which only a network goes along
                with.
        """
        if training.transform or training.blend or any(p.transform for p in training.parts):
            raise ValueError("expected rows that stay as they are, received a transformed batch")
        parts = tuple((part.count, part.share) for part in training.parts)
        return cls(Table(training.examples, columns), training.labels, class_count, parts)

    @property
    def weights(self) -> Values | None:
        """float64 [n], 1 on average: each part of a mixture counts as its share says; None: every
        row counts alike, which scikit-learn learns from in a fraction of the time."""
        if len(self.parts) < 2:
            return None
        rows = len(self.labels)
        each = [np.full(count, share * rows / max(count, 1)) for count, share in self.parts]
        return np.concatenate(each)
