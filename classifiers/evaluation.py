"""Classifiers measured on images they did not learn from. Only this module reads test images."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from datasets.dataset import Dataset
from datasets.splits import Split

_MOST_ROWS_PER_PASS = 500


@dataclass(frozen=True)
class Predictions:
    """What a classifier says about images with known labels.

    Args:
        probabilities: float32 [n, k], rows sum to 1.
        labels: int64 [n], the true class indices.
        index: int64 [n], the images' rows in the data set.
    """

    probabilities: np.ndarray
    labels: np.ndarray
    index: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """bool [n]: the most probable class is the true one (ties: the first)."""
        return self.probabilities.argmax(axis=1) == self.labels

    @property
    def accuracy(self) -> float:
        """Part of the images that are classified correctly, 0 to 1."""
        return float(self.correct.mean())

    @property
    def loss(self) -> float:
        """Mean cross-entropy in nats, probabilities clipped at 1e-7."""
        of_truth = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.clip(of_truth.astype(np.float64), 1e-7, 1.0)).mean())

    @property
    def measured(self) -> tuple[float, float]:
        """Accuracy and loss."""
        return self.accuracy, self.loss

    def class_accuracy(self) -> np.ndarray:
        """float64 [k]: accuracy on the images of each class; NaN for a class without images."""
        matrix = self.confusion()
        with np.errstate(invalid="ignore"):
            return matrix.diagonal() / matrix.sum(axis=1)

    def confusion(self) -> np.ndarray:
        """int64 [k, k]: images of class (row) that were called class (column)."""
        k = self.probabilities.shape[1]
        predicted = self.probabilities.argmax(axis=1)
        return np.bincount(self.labels * k + predicted, minlength=k * k).reshape(k, k)


def held_out_rows(split: Split) -> np.ndarray:
    """int64 [n], the rows of the real held-out images: to measure with, never to learn from."""
    return split.test


class Evaluator:
    """Runs a classifier over one part of a data set.

    Args:
        data: All images.
        index: int64 [n], the rows to evaluate.
        classifier: A function from float32 [m, *kind.shape], the values of the stored form, to
            probabilities [m, k].
    """

    def __init__(self, data: Dataset, index: np.ndarray, classifier) -> None:
        self._examples = data.examples[index]
        self._labels = data.labels[index]
        self._index = index
        self._rows_per_pass = min(len(index), _MOST_ROWS_PER_PASS)
        signature = [tf.TensorSpec((self._rows_per_pass, *data.kind.shape), tf.float32)]
        self._classify = tf.function(
            lambda images: classifier(images, training=False), input_signature=signature
        )

    @classmethod
    def on_test(cls, data: Dataset, split: Split, classifier) -> "Evaluator":
        """The evaluator of the real held-out images."""
        return cls(data, split.test, classifier)

    @classmethod
    def on_validation(cls, data: Dataset, split: Split, classifier) -> "Evaluator | None":
        """The evaluator of the images that curves and selection use; None: there are none."""
        return cls(data, split.validation, classifier) if len(split.validation) else None

    def predict(self) -> Predictions:
        """Classify every image, the last partial batch included."""
        parts = []
        for start in range(0, len(self._examples), self._rows_per_pass):
            rows = self._examples[start : start + self._rows_per_pass].astype(np.float32)
            padding = [(0, self._rows_per_pass - len(rows))] + [(0, 0)] * (rows.ndim - 1)
            probabilities = self._classify(tf.constant(np.pad(rows, padding))).numpy()
            parts.append(probabilities[: len(rows)])
        return Predictions(np.concatenate(parts), self._labels, self._index)
