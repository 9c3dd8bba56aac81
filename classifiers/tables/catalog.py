"""The classifiers that judge an arm of tables, in the order of tables; one is a file and a row."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from metrics.tables.columns import Table, Values

if TYPE_CHECKING:
    from classifiers.tables.lesson import Lesson

Says = Callable[[Table], Values]
"""From stored rows [n, d] to the probabilities of the classes, float64 [n, k]; rows sum to 1."""


@dataclass(frozen=True, kw_only=True)
class TableClassifier:
    """A classifier of rows. Its settings are fixed, so that arms differ in their data alone."""

    module: str
    """Has a function `fit(lesson, seed)`, which returns a `Says`."""
    heading: str
    about: str
    """What it is and its settings, in a sentence."""
    source: str

    def fit(self, lesson: "Lesson", seed: int) -> Says:
        """Learn; equal lessons and seeds give equal probabilities.

        No model is kept: scikit-learn's would be a pickle. What it says of the test rows is.
        """
        return importlib.import_module(self.module).fit(lesson, seed)


def says_of(model: Any, inputs: Callable[[Table], np.ndarray], class_count: int) -> Says:
    """What a fitted scikit-learn classifier says, with 0 for classes that it has not met.

    Args:
        model: Has `predict_proba` and `classes_`.
        inputs: From stored rows to what it was fitted on.
        class_count: k.
    """

    def says(table: Table) -> Values:
        probabilities = np.zeros((len(table), class_count))
        probabilities[:, model.classes_] = model.predict_proba(inputs(table))
        return probabilities

    return says


TABLE_CLASSIFIERS: dict[str, TableClassifier] = {
    "logistic": TableClassifier(
        module="classifiers.tables.logistic",
        heading="logistic regression",
        about="Standardised numbers and one-hot categories, L2 penalty with C = 1.",
        source="Cox 1958",
    ),
    "forest": TableClassifier(
        module="classifiers.tables.forest",
        heading="random forest",
        about="200 trees, two rows in a leaf at least, the root of the columns looked at.",
        source="Breiman 2001",
    ),
    "boosting": TableClassifier(
        module="classifiers.tables.boosting",
        heading="gradient boosting",
        about="100 trees of at most 31 leaves on histograms, step size 0.1, categories as such.",
        source="Friedman 2001; Ke et al. 2017",
    ),
    "mlp": TableClassifier(
        module="classifiers.tables.mlp",
        heading="small network",
        about="Two dense layers of 64 and dropout, 1,000 updates of 128 rows for every arm.",
        source="Rumelhart, Hinton and Williams 1986",
    ),
}
