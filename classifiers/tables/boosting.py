"""Gradient boosting on histograms: small trees, each on what the ones before got wrong."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from classifiers.tables.catalog import Says, says_of
from classifiers.tables.lesson import Lesson
from metrics.tables.columns import MOST_CATEGORIES, Table, Values, for_trees

TREES = 100
_BINS = 255


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
    edges = [
        np.empty(0) if size else _edges(column)
        for size, column in zip(sizes, for_trees(learned, learned).T, strict=True)
    ]

    def inputs(table: Table) -> Values:
        values = for_trees(table.values, learned)
        for place, found in enumerate(edges):
            if len(found):
                values[:, place] = _places(values[:, place], found)
        return values

    with threadpool_limits(1):  # sums in one order, and no threads that wait for each other
        model.fit(inputs(lesson.table), lesson.labels, lesson.weights)
    return says_of(model, inputs, lesson.class_count)


def _edges(numbers: Values) -> Values:
    """Between so many bins as scikit-learn looks at; empty: there are no more values than bins.

    It would find them itself, but with weights value by value, which takes longer than all trees.
    """
    known = numbers[~np.isnan(numbers)]
    if len(np.unique(known)) <= _BINS:
        return np.empty(0)
    return np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))


def _places(numbers: Values, edges: Values) -> Values:
    """The bin of each number, [n]; a gap stays one."""
    return np.where(np.isnan(numbers), np.nan, np.searchsorted(edges, numbers).astype(np.float64))
