import numpy as np
import pytest

from classifiers import evaluation
from classifiers.evaluation import Evaluator, Predictions
from classifiers.source import build_classifier
from datasets.splits import draw_split
from tests import references


def random_predictions(n=200, k=5, seed=0) -> Predictions:
    """Class 3 has no image; some rows have ties."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(k), n).astype(np.float32)
    probabilities[:10] = 1 / k
    labels = rng.choice([0, 1, 2, 4], n).astype(np.int64)
    return Predictions(probabilities, labels, np.arange(n))


def test_confusion_and_accuracy_equal_plain_loops():
    predictions = random_predictions()
    matrix = references.confusion(predictions.probabilities, predictions.labels)
    assert predictions.confusion().tolist() == matrix
    hits = sum(matrix[i][i] for i in range(5))
    assert predictions.accuracy == pytest.approx(hits / 200)
    assert predictions.correct.sum() == hits
    called = references.predicted_classes(predictions.probabilities)
    assert predictions.correct.tolist() == [
        bool(one == truth) for one, truth in zip(called, predictions.labels)
    ]


def test_class_accuracy_is_nan_for_a_class_without_images():
    predictions = random_predictions()
    matrix = references.confusion(predictions.probabilities, predictions.labels)
    accuracy = predictions.class_accuracy()
    assert accuracy.dtype == np.float64 and accuracy.shape == (5,)
    assert np.isnan(accuracy).tolist() == [False, False, False, True, False]
    for index in (0, 1, 2, 4):
        assert accuracy[index] == pytest.approx(matrix[index][index] / sum(matrix[index]))


def test_a_class_that_is_never_called_still_has_its_column():
    predictions = Predictions(
        np.eye(3, dtype=np.float32)[[0, 0, 1]], np.array([0, 1, 1]), np.arange(3)
    )
    assert predictions.confusion().tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert predictions.class_accuracy()[:2].tolist() == [1.0, 0.5]


def test_loss_equals_the_plain_formula():
    predictions = random_predictions()
    expected = references.mean_cross_entropy(predictions.probabilities, predictions.labels)
    assert predictions.loss == pytest.approx(expected, rel=1e-6)


def test_loss_is_clipped_where_the_true_class_was_impossible():
    predictions = Predictions(
        np.array([[1, 0], [1, 0]], np.float32), np.array([0, 1]), np.arange(2)
    )
    assert predictions.loss == pytest.approx(-np.log(1e-7) / 2)


@pytest.fixture(scope="module")
def model():
    return build_classifier((16, 16, 1), 10, seed=0)


@pytest.mark.parametrize("count", [1, 3, 4, 10, 12])
def test_predictions_are_the_models_the_last_partial_batch_included(
    digits, model, count, monkeypatch
):
    monkeypatch.setattr(evaluation, "_MOST_ROWS_PER_PASS", 4)
    index = np.arange(5, 5 + 7 * count, 7)
    predictions = Evaluator(digits, index, model).predict()
    expected = model.predict(digits.examples[index].astype(np.float32), verbose=0)
    assert predictions.probabilities.shape == (count, 10)
    assert predictions.probabilities == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(predictions.labels, digits.labels[index])
    assert np.array_equal(predictions.index, index)


def test_an_evaluator_follows_the_weights(digits, model):
    evaluator = Evaluator(digits, np.arange(8), model)
    before, weights = evaluator.predict().probabilities, model.get_weights()
    model.set_weights([np.zeros_like(weight) for weight in weights])
    try:
        assert evaluator.predict().probabilities == pytest.approx(np.full((8, 10), 0.1))
    finally:
        model.set_weights(weights)
    assert np.array_equal(evaluator.predict().probabilities, before)


def test_test_and_validation_images_are_those_of_the_split(digits, model):
    split = draw_split(digits, split_seed=1, samples_per_class=None, selection="validation")
    tested = Evaluator.on_test(digits, split, model).predict()
    validated = Evaluator.on_validation(digits, split, model).predict()
    assert np.array_equal(tested.index, split.test)
    assert np.array_equal(validated.index, split.validation)
    assert tested.probabilities.sum(axis=1) == pytest.approx(1)
