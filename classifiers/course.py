"""How far a classifier's training has come, and the best point that it has passed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import keras
import numpy as np

from classifiers.evaluation import Predictions

COLUMNS = ("training_accuracy", "training_loss", "validation_accuracy", "validation_loss")
"""What the numbers of a point are, in their order."""


@dataclass
class Course:
    """How far a training has come, beside the weights."""

    updates: int = 0
    sums: np.ndarray = field(default_factory=lambda: np.zeros(2))
    """float64 [2], training accuracy and loss, summed over the updates since the last point."""
    rows: list[tuple[float, ...]] = field(default_factory=list)
    """`COLUMNS` of each point passed; NaN: not measured."""
    best_point: int = -1
    """Which of the points is the best, from 0; -1: none was measured."""
    best: Predictions | None = None
    """The curve images classified there."""
    best_weights: list[np.ndarray] = field(default_factory=list)
    """Of the model there; empty where the last weights are kept anyway."""

    def pass_point(
        self, updates: int, predictions: Predictions | None, model: keras.Model | None
    ) -> None:
        """Add the row of a point, and remember it if it is the best one.

        Args:
            updates: Since the point before.
            predictions: The curve images, classified now; None: there are none.
            model: Whose weights are to be kept if this is the best point; None: nobody's.
        """
        measured = (np.nan, np.nan) if predictions is None else predictions.measured
        self.rows.append((*(self.sums / updates), *measured))
        self.sums = np.zeros(2)
        if predictions is None:
            return
        if self.best is None or _rank(predictions) > _rank(self.best):
            self.best_point, self.best = len(self.rows) - 1, predictions
            self.best_weights = model.get_weights() if model is not None else []

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it, for `from_arrays`."""
        named = {
            "updates": np.array(self.updates),
            "sums": self.sums,
            "rows": np.array(self.rows, np.float64).reshape(-1, 4),
            "best_point": np.array(self.best_point),
        }
        if self.best is not None:
            named |= {f"best/{key}": value for key, value in vars(self.best).items()}
        return named | {f"best_weights/{i}": value for i, value in enumerate(self.best_weights)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Course":
        """What `arrays` was called on."""
        prefix = "best/"
        best = {key[len(prefix) :]: arrays[key] for key in arrays if key.startswith(prefix)}
        weights = sum(name.startswith("best_weights/") for name in arrays)
        return cls(
            updates=int(arrays["updates"]),
            sums=arrays["sums"],
            rows=[tuple(row) for row in arrays["rows"].tolist()],
            best_point=int(arrays["best_point"]),
            best=Predictions(**best) if best else None,
            best_weights=[arrays[f"best_weights/{index}"] for index in range(weights)],
        )


def _rank(predictions: Predictions) -> tuple[float, float]:
    return predictions.accuracy, -predictions.loss
