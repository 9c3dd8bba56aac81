"""Random forest: many deep trees, each on a sample of the rows."""

from sklearn.ensemble import RandomForestClassifier

from classifiers.tables.catalog import Says, says_of
from classifiers.tables.inputs import as_stored
from classifiers.tables.lesson import Lesson

TREES = 200
LEAST_IN_LEAF = 2


def fit(lesson: Lesson, seed: int) -> Says:
    """scikit-learn's on the stored values, codes in the order of the categories, gaps as such.

    Reference:
        Breiman, "Random forests", 2001.
    """
    model = RandomForestClassifier(TREES, min_samples_leaf=LEAST_IN_LEAF, random_state=seed)
    model.fit(as_stored(lesson.table), lesson.labels, lesson.weights)
    return says_of(model, as_stored, lesson.class_count)
