import dataclasses
from itertools import islice

import keras
import numpy as np
import pytest
import tensorflow as tf

from classifiers.evaluation import Evaluator, Predictions
from classifiers.options import ClassifierConfig
from classifiers.source import build_classifier
from classifiers.trainer import ClassifierTrainer, evaluation_points
from foundation.seeds import derive_seed
from tests import references
from training.batches import shuffled_epochs
from training.training_set import TrainingSet


def config_of(**fields) -> ClassifierConfig:
    defaults = {"updates": 12, "batch_size": 8, "evaluations": 4, "learning_rate": 0.01}
    return ClassifierConfig(**(defaults | fields))


def linear_model(seed=0):
    """Softmax regression: without dropout, so that every number can be worked out again."""
    keras.utils.set_random_seed(seed)
    images = keras.Input((16, 16, 1))
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(images))
    return keras.Model(images, keras.layers.Dense(10, activation="softmax")(x))


@pytest.fixture(scope="module")
def training(digits):
    return TrainingSet(digits.examples[:50], digits.labels[:50])


CURVE_ROWS = np.arange(50, 80)


class ScriptedCurve:
    """Says what it is told to, and remembers the weights that it was asked about."""

    def __init__(self, model, accuracies, losses):
        self.model, self.weights = model, []
        self._answers = iter(zip(accuracies, losses))

    def predict(self):
        self.weights.append(self.model.get_weights())
        accuracy, loss = next(self._answers)
        hits = round(accuracy * 10)
        # Each miss costs -log 0.45; the hits make up for the rest.
        of_hits = np.exp((-np.log(0.45) * (10 - hits) - loss * 10) / hits)
        of_truth = np.array([of_hits] * hits + [0.45] * (10 - hits), np.float32)
        rows = np.stack([of_truth, 1 - of_truth], axis=1)
        return Predictions(rows, np.zeros(10, np.int64), np.arange(10))


def test_points_are_equal_for_all_arms_where_the_budget_is_in_updates():
    config = config_of(updates=120, evaluations=6)
    assert evaluation_points(config, 10) == evaluation_points(config, 50_000)
    assert evaluation_points(config, 10) == [20, 40, 60, 80, 100, 120]


@pytest.mark.parametrize(
    "updates, evaluations, points",
    [(3, 20, [1, 2, 3]), (1, 1, [1]), (10, 4, [2, 5, 8, 10]), (3000, 1, [3000])],
)
def test_points_end_with_the_budget_and_never_repeat(updates, evaluations, points):
    assert evaluation_points(config_of(updates=updates, evaluations=evaluations), 99) == points


def test_points_are_the_arms_own_epochs_where_the_budget_is_in_epochs():
    config = config_of(updates=None, epochs=3, batch_size=32)
    assert evaluation_points(config, 100) == [4, 8, 12]
    assert evaluation_points(config, 96) == [3, 6, 9]
    assert evaluation_points(config, 5) == [1, 2, 3]


@pytest.fixture(scope="module")
def replayed(digits, training):
    """A training, and the same one replayed update by update in a plain loop."""
    config = config_of(updates=12, final_learning_rate_fraction=0.25, decay_part=0.5)
    model = linear_model()
    curve = Evaluator(digits, CURVE_ROWS, model)
    steps = []
    trained = ClassifierTrainer(model, config).train(
        training, curve, seed=3, select_best=False, advance=steps.append
    )

    twin = linear_model()
    adam = keras.optimizers.Adam(0.01)
    twin.compile(adam, "sparse_categorical_crossentropy")
    inputs = digits.examples.astype(np.float32)
    batches = shuffled_epochs(50, 8, derive_seed(3, "batches"))
    rows, accuracies, losses = [], [], []
    for update, batch in enumerate(islice(batches, 12)):
        adam.learning_rate = 0.01 * (1 - 0.75 * min(update / 6, 1))
        probabilities = twin(inputs[batch]).numpy()
        labels = digits.labels[batch]
        hits = np.array(references.predicted_classes(probabilities)) == labels
        accuracies.append(hits.mean())
        losses.append(references.mean_cross_entropy(probabilities, labels))
        twin.train_on_batch(inputs[batch], labels)
        if (update + 1) % 3 == 0:
            outputs = twin(inputs[CURVE_ROWS]).numpy()
            truth = digits.labels[CURVE_ROWS]
            called = np.array(references.predicted_classes(outputs))
            validation_loss = references.mean_cross_entropy(outputs, truth)
            validation = ((called == truth).mean(), validation_loss)
            rows.append((update + 1, np.mean(accuracies), np.mean(losses), *validation))
            accuracies, losses = [], []
    return trained, model, steps, rows, twin


def test_history_equals_the_plain_loop(replayed):
    trained, _, _, rows, _ = replayed
    history = trained.history
    assert list(history.columns) == [
        "update", "epoch", "training_accuracy", "training_loss",
        "validation_accuracy", "validation_loss",
    ]  # fmt: skip
    expected = np.array(rows)
    assert history["update"].tolist() == [3, 6, 9, 12]
    assert history["epoch"].to_numpy() == pytest.approx(np.array([3, 6, 9, 12]) * 8 / 50)
    assert history.drop(columns="epoch").to_numpy() == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_weights_equal_the_plain_loop(replayed):
    _, model, _, _, twin = replayed
    start = linear_model().get_weights()
    for one, other, first in zip(model.get_weights(), twin.get_weights(), start):
        assert one == pytest.approx(other, abs=1e-4)
        assert np.abs(one - first).max() > 0.01


def test_advance_ends_with_the_budget(replayed):
    assert replayed[2] == [3, 6, 9, 12]


def test_no_selection_keeps_the_last_weights_and_tells_the_best_point(replayed):
    trained, _, _, rows, _ = replayed
    assert trained.selected_update == 12
    best = max(rows, key=lambda row: (row[3], -row[4]))
    assert trained.best_update == best[0]
    assert trained.best_predictions.accuracy == pytest.approx(best[3])
    assert np.array_equal(trained.best_predictions.index, CURVE_ROWS)


ACCURACIES, LOSSES = [0.5, 0.9, 0.9, 0.9, 0.8], [0.5, 0.6, 0.4, 0.5, 0.2]


@pytest.mark.parametrize("select_best", [True, False])
def test_selection_is_by_accuracy_then_by_loss(training, select_best):
    model = linear_model()
    curve = ScriptedCurve(model, ACCURACIES, LOSSES)
    trained = ClassifierTrainer(model, config_of(updates=10, evaluations=5)).train(
        training, curve, seed=0, select_best=select_best
    )
    assert trained.history["validation_accuracy"].tolist() == pytest.approx(ACCURACIES)
    assert trained.history["validation_loss"].tolist() == pytest.approx(LOSSES, rel=1e-5)
    assert trained.best_update == 6
    assert trained.best_predictions.loss == pytest.approx(0.4)
    assert trained.selected_update == (6 if select_best else 10)
    kept = curve.weights[2 if select_best else 4]
    assert all(map(np.array_equal, model.get_weights(), kept))
    assert not np.array_equal(curve.weights[2][0], curve.weights[4][0])


def test_the_first_of_equal_points_is_selected(training):
    model = linear_model()
    curve = ScriptedCurve(model, [0.4, 0.7, 0.7], [0.5, 0.5, 0.5])
    trained = ClassifierTrainer(model, config_of(updates=3, evaluations=3)).train(
        training, curve, seed=0, select_best=True
    )
    assert trained.selected_update == trained.best_update == 2


def test_the_transformation_is_applied_to_every_batch(digits, training):
    """All black images carry no information: only the biases learn."""
    model = linear_model()
    before = model.get_weights()
    black = TrainingSet(training.examples, training.labels, lambda batch: batch * 0)
    curve = Evaluator(digits, CURVE_ROWS, model)
    ClassifierTrainer(model, config_of(updates=3, evaluations=1)).train(
        black, curve, seed=0, select_best=False
    )
    kernel, bias = model.get_weights()
    assert np.array_equal(kernel, before[0]) and not np.array_equal(bias, before[1])


def test_the_same_seed_gives_the_same_weights_and_another_does_not(digits, training):
    def train(seed):
        model = build_classifier((16, 16, 1), 10, seed=0)
        curve = Evaluator(digits, CURVE_ROWS, model)
        trained = ClassifierTrainer(model, config_of(updates=3, evaluations=1)).train(
            training, curve, seed=seed, select_best=False
        )
        return [*model.get_weights(), trained.history.to_numpy()]

    first, again, other = train(1), train(1), train(2)
    assert all(map(np.array_equal, first, again))
    assert not np.array_equal(first[0], other[0])


def test_arms_of_any_size_get_the_same_number_of_updates(digits):
    counts = []
    for images in (5, 300):
        model = linear_model()
        trainer = ClassifierTrainer(model, config_of(updates=30, evaluations=2))
        data = TrainingSet(digits.examples[:images], digits.labels[:images])
        curve = Evaluator(digits, CURVE_ROWS, model)
        trained = trainer.train(data, curve, seed=0, select_best=True)
        counts.append(int(trainer._optimizer.iterations))
        assert trained.history["update"].tolist() == [15, 30]
    assert counts == [30, 30]


def test_blended_batches_are_learnt_with_their_blended_labels(training):
    """Against a plain loop of Keras' own cross-entropy of soft labels."""

    def blend(examples, labels):  # each row with the one behind it, three to one
        parts = (examples, labels)
        return tuple(0.75 * part + 0.25 * tf.roll(part, 1, axis=0) for part in parts)

    config = config_of(updates=6, evaluations=1, final_learning_rate_fraction=1.0)
    model, twin = linear_model(), linear_model()
    trained = ClassifierTrainer(model, config).train(
        dataclasses.replace(training, blend=blend), None, seed=3, select_best=True
    )
    twin.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")
    hits, losses = [], []
    for batch in islice(shuffled_epochs(50, 8, derive_seed(3, "batches")), 6):
        examples = training.examples[batch].astype(np.float32)
        shares = np.eye(10)[training.labels[batch]]
        examples = 0.75 * examples + 0.25 * np.roll(examples, 1, axis=0)
        shares = 0.75 * shares + 0.25 * np.roll(shares, 1, axis=0)
        said = twin(examples).numpy()
        losses.append(-(shares * np.log(said)).sum(axis=1).mean())
        hits.append((said.argmax(axis=1) == training.labels[batch]).mean())
        twin.train_on_batch(examples, shares)
    for ours, theirs in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(ours, theirs, atol=2e-6)
    row = trained.history.iloc[0]
    assert row["training_loss"] == pytest.approx(np.mean(losses), rel=1e-5)
    assert row["training_accuracy"] == pytest.approx(np.mean(hits))


def test_without_images_to_measure_on_the_last_weights_stay(training):
    model, twin = linear_model(), linear_model()
    trained = ClassifierTrainer(model, config_of()).train(training, None, seed=3, select_best=True)
    ClassifierTrainer(twin, config_of()).train(
        training, ScriptedCurve(twin, [0.5] * 4, [0.6] * 4), seed=3, select_best=False
    )
    assert all(map(np.array_equal, model.get_weights(), twin.get_weights()))
    assert trained.selected_update == trained.best_update == 12
    assert trained.best_predictions is None
    columns = ["validation_accuracy", "validation_loss"]
    assert trained.history[columns].isna().all(axis=None)
    assert trained.history.drop(columns=columns).notna().all(axis=None)
