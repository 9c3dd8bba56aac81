"""Figures of probabilities against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, roc_auc_score

from metrics.classification import FIGURES

HAND = np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0.0], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])
TRUTH = np.array([0, 1, 2, 0])


def of(name, probabilities=HAND, labels=TRUTH):
    return FIGURES[name](probabilities, labels)


def test_by_hand():
    assert of("accuracy") == 0.5  # the tie goes to the first class, which is wrong
    # Class 0: one of two right, one of two named. 1: neither. 2: all.
    assert of("macro_f1") == pytest.approx((0.5 + 0 + 1) / 3)
    # 0: 0.7 is above both others, 0.3 above one. 1: 0.5 above all. 2: the same.
    assert of("auc") == pytest.approx((3 / 4 + 1 + 1) / 3)
    assert of("brier") == pytest.approx((0.14 + 0.5 + 0.14 + 0.74) / 4)


@pytest.mark.parametrize("classes", [2, 4])
def test_against_scikit_learn(classes):
    rng = np.random.default_rng(classes)
    labels = rng.integers(0, classes, 300)
    probabilities = rng.dirichlet(np.ones(classes), 300)
    probabilities[labels == 0] += [1, *[0] * (classes - 1)]
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    named = probabilities.argmax(axis=1)
    assert of("accuracy", probabilities, labels) == accuracy_score(labels, named)
    expected = f1_score(labels, named, average="macro")
    assert of("macro_f1", probabilities, labels) == pytest.approx(expected)
    said = probabilities[:, 1] if classes == 2 else probabilities
    expected = roc_auc_score(labels, said, multi_class="ovr", average="macro")
    assert of("auc", probabilities, labels) == pytest.approx(expected)
    expected = brier_score_loss(labels, probabilities, scale_by_half=False)
    assert of("brier", probabilities, labels) == pytest.approx(expected)


def test_a_class_that_does_not_occur_has_no_part_and_a_single_one_has_no_curve():
    two = HAND[:2], TRUTH[:2]
    assert of("auc", *two) == pytest.approx(1)
    assert of("macro_f1", *two) == pytest.approx((2 / 3 + 0) / 2)
    assert np.isnan(of("auc", HAND[:1], TRUTH[:1])) and of("accuracy", HAND[:1], TRUTH[:1]) == 1


def test_every_figure_is_told_in_words():
    for name, row in FIGURES.items():
        assert row.heading and row.about.endswith(".")
        sure, wrong = np.eye(3)[TRUTH], np.eye(3)[(TRUTH + 1) % 3]
        best, worst = of(name, sure), of(name, wrong)
        assert (best > worst) == row.is_better_high
