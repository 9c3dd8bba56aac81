"""Classifiers by the kind of data that they are for; rows whose module is imported when used."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasets.kinds import Kind

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Classifier:
    """A classifier in the table."""

    module: str
    """Has a function `build_classifier(shape, class_count, seed)`, which returns a Keras model from
    float32 [n, *shape], the values of the stored form, to probabilities [n, k]."""
    kinds: frozenset[str]
    about: str


CLASSIFIERS: dict[str, Classifier] = {
    "cnn": Classifier("classifiers.cnn", frozenset({"images"}), "The CNN of the source study."),
}


def build_classifier(kind: Kind, class_count: int, seed: int) -> "keras.Model":
    """A fresh classifier of the first row that takes this kind of data.

    Args:
        kind: Of the examples.
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.
    """
    row = next(row for row in CLASSIFIERS.values() if kind.name in row.kinds)
    module = importlib.import_module(row.module)
    return module.build_classifier(kind.shape, class_count, seed)
