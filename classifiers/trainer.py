"""Training of one arm's classifier, measured at fixed points along the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from classifiers.course import COLUMNS, Course
from classifiers.evaluation import Evaluator, Predictions
from classifiers.options import ClassifierConfig
from foundation.seeds import derive_seed
from training.adam import FusedAdam
from training.checkpoint import Checkpoint
from training.event_file import EventFile
from training.training_set import TrainingSet
from training.variables import NamedVariables

_UPDATES_PER_CALL = 25


def evaluation_points(config: ClassifierConfig, images: int) -> list[int]:
    """The updates after which an arm is measured; the last is the length of its training.

    Equal for all arms where the budget is in updates; every epoch where it is in epochs.

    Args:
        config: The budget.
        images: Training images of the arm.
    """
    if config.updates is not None:
        points = np.linspace(0, config.updates, min(config.evaluations, config.updates) + 1)[1:]
        return points.round().astype(int).tolist()
    assert config.epochs is not None  # one of the two, by the config's own check
    per_epoch = -(-images // config.batch_size)
    return [per_epoch * epoch for epoch in range(1, config.epochs + 1)]


@dataclass(frozen=True)
class TrainedClassifier:
    """What the training of one arm leaves.

    Args:
        history: A row per evaluation point.
        selected_update: The update whose weights the model now has.
        best_update: The update with the best curve accuracy, then the lowest loss; the last one
            where nothing was measured.
        best_predictions: The curve images classified at that update, if there are any.
    """

    history: pd.DataFrame
    selected_update: int
    best_update: int
    best_predictions: Predictions | None


class ClassifierTrainer:
    """Trains one classifier by compiled stretches of updates.

    Args:
        model: From float32 [n, h, w, c] in [0, 255] to probabilities [n, k].
        config: Budget, batch size, step size.
    """

    def __init__(self, model: keras.Model, config: ClassifierConfig) -> None:
        self.model = model
        self.config = config
        self._optimizer = FusedAdam(config.learning_rate)
        self._optimizer.build(model.trainable_variables)

    def train(
        self,
        training: TrainingSet,
        curve: Evaluator | None,
        *,
        seed: int,
        select_best: bool,
        advance: Callable[[int], None] = lambda updates: None,
        checkpoint: Checkpoint | None = None,
        events: EventFile | None = None,
    ) -> TrainedClassifier:
        """Train to the end of the budget.

        Args:
            training: The arm's images.
            curve: Measures the model at every evaluation point; None: there is nothing to measure
                it on, the validation columns of the curves stay empty, the last weights are kept.
            seed: Of the order of the batches.
            select_best: Give the model the weights of the best point of the curve (highest
                accuracy, then lowest loss) at the end, instead of keeping the last.
            advance: Called with the updates finished so far.
            checkpoint: Where a training that was killed is gone on from, and this one saved now
                and then; the caller removes it when the unit is finished. None: neither.
            events: Where the curves can be watched; None: nowhere.

        Returns:
            The curves and the chosen point.
        """
        points = evaluation_points(self.config, len(training.examples))
        updates = self._compile(training, points[-1])
        # Everything that an update changes, the random states of dropout among it.
        variables = NamedVariables(
            model=self.model.variables,
            optimizer=self._optimizer.variables,
            random_states=training.random_states,
        )
        course = _resume(checkpoint, variables, advance)
        _show(events, points, course)
        batches = self._batches(training, seed, course.updates)
        for start, point in list(pairwise([0, *points]))[len(course.rows) :]:
            while course.updates < point:
                count = min(_UPDATES_PER_CALL, point - course.updates)
                chosen = tf.constant(np.stack(list(islice(batches, count))))
                course.sums = course.sums + updates(chosen, course.updates).numpy()
                course.updates += count
                advance(course.updates)
                if checkpoint and checkpoint.is_due():
                    checkpoint.save(variables.values() | course.arrays())
            measured = curve.predict() if curve else None
            course.pass_point(point - start, measured, self.model if select_best else None)
            _show(events, points, course)
        history = self._history(points, course.rows, len(training.examples))
        return self._chosen(points, course, history, select_best and curve is not None)

    def _chosen(
        self, points: list[int], course: Course, history: pd.DataFrame, select_best: bool
    ) -> TrainedClassifier:
        """Give the model its weights: those of the best point, or the last ones that it has."""
        if select_best:
            self.model.set_weights(course.best_weights)
        best_update = points[course.best_point]  # the last one where none was measured
        return TrainedClassifier(
            history=history,
            selected_update=best_update if select_best else points[-1],
            best_update=best_update,
            best_predictions=course.best,
        )

    def _batches(self, training: TrainingSet, seed: int, done: int) -> Iterator[np.ndarray]:
        """The batches that come after those of the updates that are done."""
        batches_seed = derive_seed(seed, "batches")
        batches = training.batches(self.config.batch_size, batches_seed)
        return islice(batches, done, None)

    def _history(
        self, points: list[int], rows: list[tuple[float, ...]], images: int
    ) -> pd.DataFrame:
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        table.insert(0, "update", points)
        table.insert(1, "epoch", table["update"] * self.config.batch_size / images)
        return table

    def _compile(self, training: TrainingSet, total_updates: int):
        """Many updates as one compiled call that returns the sums of accuracy and loss."""
        examples, labels = tf.constant(training.examples), tf.constant(training.labels)
        decay = 1.0 - self.config.final_learning_rate_fraction
        decayed_after = total_updates * self.config.decay_part
        classes = self.model.output_shape[-1]

        def update(batch: tf.Tensor) -> tf.Tensor:
            inputs = training.transformed(tf.cast(tf.gather(examples, batch), tf.float32))
            truth = targets = tf.gather(labels, batch)
            loss_of = keras.losses.sparse_categorical_crossentropy
            if training.blend:
                inputs, targets = training.blend(inputs, tf.one_hot(truth, classes))
                truth = tf.argmax(targets, axis=1)  # of a blend, the class of its larger part
                loss_of = keras.losses.categorical_crossentropy
            with tf.GradientTape() as tape:
                probabilities = self.model(inputs, training=True)
                loss = tf.reduce_mean(loss_of(targets, probabilities))
            variables = self.model.trainable_variables
            self._optimizer.apply(tape.gradient(loss, variables), variables)
            hits = tf.cast(tf.argmax(probabilities, axis=1) == truth, tf.float32)
            return tf.stack([tf.reduce_mean(hits), loss])

        # The parts of a mixture are found by their place in the batch.
        rows = self.config.batch_size if training.parts else None
        signature = [tf.TensorSpec((None, rows), tf.int32), tf.TensorSpec((), tf.int32)]

        @tf.function(input_signature=signature)
        def updates(batches, first_update):
            sums = tf.zeros(2)
            for index in tf.range(tf.shape(batches)[0]):
                done = tf.minimum(tf.cast(first_update + index, tf.float32) / decayed_after, 1.0)
                self._optimizer.learning_rate.assign(
                    self.config.learning_rate * (1.0 - decay * done)
                )
                sums += update(batches[index])
            return sums

        return updates


def _resume(
    checkpoint: Checkpoint | None, variables: NamedVariables, advance: Callable[[int], None]
) -> Course:
    """Take up what a checkpoint holds, if there is one, variables included."""
    arrays = checkpoint.load(variables.suit) if checkpoint else None
    if arrays is None:
        return Course()
    variables.assign(arrays)
    course = Course.from_arrays(arrays)
    advance(course.updates)
    return course


def _show(events: EventFile | None, points: list[int], course: Course) -> None:
    """Let those who watch see the points that were passed and that they have not seen yet."""
    if events is not None:
        for point, row in events.new("points", list(zip(points, course.rows))):
            events.add_scalars(point, {f"history/{n}": value for n, value in zip(COLUMNS, row)})
        events.flush()
