"""Classifiers by the kind of data that they are for; rows whose module is imported when used."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifiers.tables.catalog import TABLE_CLASSIFIERS
from datasets.kinds import IMAGES, SIGNALS, TABLES, Kind
from foundation.errors import UserError

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Classifier:
    """A classifier in the table."""

    module: str
    """Of a network it has a function `build_classifier(shape, class_count, seed)`, or one that
    takes the kind in the place of the shape, which returns a Keras model from float32 [n, *shape],
    the values of the stored form, to probabilities [n, k]."""
    kinds: frozenset[str]
    about: str
    takes_kind: bool = False
    """Whether the shape does not say all that it needs to know of examples."""
    members: tuple[str, ...] = ()
    """Of a panel of classifiers the keys of `TABLE_CLASSIFIERS`, all of which learn from every arm;
    empty: it is a network."""


CLASSIFIERS: dict[str, Classifier] = {
    "compact": Classifier(
        "classifiers.compact",
        IMAGES,
        "narrower than the source study's, with batch normalisation",
    ),
    "source": Classifier("classifiers.source", IMAGES, "the CNN of the source study"),
    "listener": Classifier(
        "classifiers.signals.listener",
        SIGNALS,
        "of recordings, on their bands of notes over time",
        takes_kind=True,
    ),
    "waves": Classifier(
        "classifiers.signals.waves",
        SIGNALS,
        "of recordings, on the wave itself, phases included",
        takes_kind=True,
    ),
    "panel": Classifier(
        "classifiers.tables.catalog",
        TABLES,
        "of rows of a table, " + ", ".join(row.heading for row in TABLE_CLASSIFIERS.values()),
        members=tuple(TABLE_CLASSIFIERS),
    ),
}


def check_classifier(name: str, kind: str) -> None:
    """Refuse a classifier of another kind of data, before anything slow.

    Args:
        name: A key of `CLASSIFIERS`.
        kind: Name of the kind of data.

    Raises:
        UserError: It is not for this kind.
    """
    if kind not in CLASSIFIERS[name].kinds:
        able = ", ".join(each for each, row in CLASSIFIERS.items() if kind in row.kinds)
        raise UserError(
            f"--classifier.network: expected one for data of the kind {kind} ({able}), found "
            f"{name}."
        )


def build_classifier(name: str, kind: Kind, class_count: int, seed: int) -> "keras.Model":
    """A fresh classifier.

    Args:
        name: A key of `CLASSIFIERS`.
        kind: Of the examples.
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Raises:
        ValueError: The classifier is not for this kind of data.
    """
    row = CLASSIFIERS[name]
    if kind.name not in row.kinds:
        raise ValueError(f"classifier {name} is for {', '.join(row.kinds)}, received {kind.name}")
    module = importlib.import_module(row.module)
    what = kind if row.takes_kind else kind.shape
    return module.build_classifier(what, class_count, seed)
