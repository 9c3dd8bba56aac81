"""Logistic regression: what can be told along straight lines."""

from sklearn.linear_model import LogisticRegression

from classifiers.tables.catalog import Says, says_of
from classifiers.tables.inputs import LinearInputs
from classifiers.tables.lesson import Lesson


def fit(lesson: Lesson, seed: int) -> Says:
    """scikit-learn's, multinomial, with its L2 penalty of C = 1; the seed plays no part.

    Reference:
        Cox, "The regression analysis of binary sequences", 1958.
    """
    inputs = LinearInputs(lesson.table)
    model = LogisticRegression(max_iter=2000)
    model.fit(inputs(lesson.table), lesson.labels, lesson.weights)
    return says_of(model, inputs, lesson.class_count)
