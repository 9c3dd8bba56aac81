"""What the report shows of an arm and of a class's GAN."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from foundation.rows import counted
from gan.catalog import USABLE
from metrics.settling import Settling

Interval = tuple[float, float]
NOT_RUN = "not run"


@dataclass(frozen=True, kw_only=True)
class ArmResult:
    """What one kind of training data led to, on the test images."""

    arm: str
    """A key of `arms.catalog.ARMS`."""
    status: Literal["complete", "incomplete", "not run"]
    detail: str = ""
    """Why it is not complete; one sentence or empty."""
    accuracy: float | None = None
    """0..1; the mean where there are several repeats."""
    interval: Interval | None = None
    """95 %, 0..1."""
    accuracies: Sequence[float] = ()
    """Of every training, where there are several: of a panel those of each of its classifiers."""
    panel: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of a panel each classifier -> figure (`metrics.classification.FIGURES`) -> mean of the
    repeats; empty: there is one classifier."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Of a panel each figure, mean over classifiers and repeats."""
    difference: float | None = None
    """Accuracy minus that of the reference, -1..1."""
    difference_interval: Interval | None = None
    """95 % paired, -1..1."""
    updates: int | None = None
    """Optimiser steps; None: of a panel, whose classifiers do not all learn by steps."""
    epochs: float | None = None
    """Passes over the arm's training images."""
    selected_updates: Sequence[int] = ()
    """Of the checkpoint that was tested, of each repeat."""
    training_images: int | None = None
    settling: Settling | None = None
    """The end of its curve, the mean of all repeats."""
    optimistic_best_accuracy: float | None = None
    """Best epoch by the test images, 0..1; mean."""
    per_class: Mapping[str, float] = field(default_factory=dict)
    """Class name -> accuracy, 0..1."""
    per_class_ranges: Mapping[str, Interval] = field(default_factory=dict)
    """Class name -> lowest and highest accuracy, 0..1, where there are several repeats."""

    @property
    def is_rising(self) -> bool:
        """Whether its classifier was still gaining when the training ended."""
        return self.settling is not None and self.settling.state == "still rising"

    @property
    def accuracy_range(self) -> Interval | None:
        """The lowest and the highest accuracy, where there are several repeats."""
        return (min(self.accuracies), max(self.accuracies)) if self.accuracies else None

    @property
    def trainings(self) -> str:
        """What the mean is of, in words."""
        classifiers = max(len(self.panel), 1)
        return trainings_in_words(len(self.panel), len(self.accuracies) // classifiers)


def trainings_in_words(classifiers: int, repeats: int) -> str:
    """What is trained of an arm, such as `3 repeats` or `4 classifiers x 3 repeats`.

    Args:
        classifiers: Of its panel; 0: it has none.
        repeats: Of each of them.
    """
    of_repeats = counted(repeats, "repeat")
    if not classifiers:
        return of_repeats
    of_panel = counted(classifiers, "classifier")
    return f"{of_panel} x {of_repeats}" if repeats > 1 else of_panel


@dataclass(frozen=True, kw_only=True)
class ClassGan:
    """How the GAN of one class stands, and where its pictures are."""

    class_name: str
    directory: Path
    status: str = NOT_RUN
    detail: str = ""
    """One sentence."""
    epochs: int | None = None
    """Epochs begun."""

    @property
    def has_failed(self) -> bool:
        """Whether it was trained and gave nothing that can be used."""
        return self.status not in (*USABLE, NOT_RUN)
