"""Figures of a classifier's probabilities, in the order of tables; a new one is a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, roc_auc_score

Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]


@dataclass(frozen=True, kw_only=True)
class ClassificationFigure:
    """One number of what a classifier says of examples whose classes are known."""

    of: Callable[[Probabilities, Labels], float]
    """From probabilities [n, k], n >= 1, and labels [n]; NaN where it is not defined."""
    heading: str
    about: str
    shown_as: Literal["percent", "ratio", "figure"]
    is_better_high: bool = True

    def __call__(self, probabilities: Probabilities, labels: Labels) -> float:
        return self.of(probabilities, labels)


def accuracy(probabilities: Probabilities, labels: Labels) -> float:
    """The part whose most probable class (ties: the first) is the true one, 0 to 1."""
    return float((probabilities.argmax(axis=1) == labels).mean())


def macro_f1(probabilities: Probabilities, labels: Labels) -> float:
    """The mean of the F1 scores of the classes, 0 to 1.

    Each is the harmonic mean of precision and recall of a class, 0 where none is right; classes
    that neither occur nor are named have no part in it.

    Reference:
        van Rijsbergen, "Information retrieval", 1979, chapter 7.
    """
    return float(f1_score(labels, probabilities.argmax(axis=1), average="macro", zero_division=0))


def area(probabilities: Probabilities, labels: Labels) -> float:
    """Area under the curve, one class against the rest, mean over the classes; 0.5 for guessing.

    Returns:
        0 to 1; classes that do not occur, or alone, have no part in it. NaN where none is left.

    Reference:
        Hanley and McNeil, 1982; one against the rest without weights: Fawcett, "An introduction to
        ROC analysis", 2006, section 9.
    """
    found = [
        roc_auc_score(labels == label, probabilities[:, label])
        for label in range(probabilities.shape[1])
        if 0 < (labels == label).sum() < len(labels)
    ]
    return float(np.mean(found)) if found else float("nan")


def brier(probabilities: Probabilities, labels: Labels) -> float:
    """Brier's score: the squared distance of probabilities and truth, mean over the examples.

    Returns:
        0 (sure and right) to 2 (sure and wrong), both classes of two being counted; 1 - 1/k where
        all classes are taken for equally probable.

    Reference:
        Brier, "Verification of forecasts expressed in terms of probability", 1950.
    """
    truth = np.eye(probabilities.shape[1])[labels]
    return float(((probabilities - truth) ** 2).sum(axis=1).mean())


FIGURES: dict[str, ClassificationFigure] = {
    "accuracy": ClassificationFigure(
        of=accuracy,
        heading="accuracy",
        about="The part of test examples that is classified correctly.",
        shown_as="percent",
    ),
    "macro_f1": ClassificationFigure(
        of=macro_f1,
        heading="macro F1",
        about="F1 score, mean over the classes, so that rare ones count as much.",
        shown_as="percent",
    ),
    "auc": ClassificationFigure(
        of=area,
        heading="AUC",
        about="Area under the curve of each class against the rest, mean over the classes.",
        shown_as="ratio",
    ),
    "brier": ClassificationFigure(
        of=brier,
        heading="Brier score",
        about="Squared distance of the probabilities from the truth: whether they can be trusted.",
        shown_as="ratio",
        is_better_high=False,
    ),
}
