"""Gradient boosting on histograms: small trees, each on what the ones before got wrong."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from classifiers.tables.catalog import Says, says_of
from classifiers.tables.lesson import Lesson
from metrics.tables.columns import MOST_CATEGORIES, Table, Values, for_trees

TREES = 100


def fit(lesson: Lesson, seed: int) -> Says:
    """scikit-learn's with its own settings and without early stopping, which would hold rows back.

    Reference:
        Friedman, "Greedy function approximation", 2001; Ke et al., "LightGBM", 2017.
    """
    sizes = np.array(lesson.table.columns.sizes)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        early_stopping=False,
        categorical_features=(sizes > 0) & (sizes <= MOST_CATEGORIES),
        random_state=seed,
    )
    learned = lesson.table.values

    def inputs(table: Table) -> Values:
        return for_trees(table.values, learned)

    with threadpool_limits(1):  # sums in one order, and no threads that wait for each other
        model.fit(inputs(lesson.table), lesson.labels, lesson.weights)
    return says_of(model, inputs, lesson.class_count)
