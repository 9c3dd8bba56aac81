"""A small network, trained as those of images are: equal updates for every arm."""

import keras
import numpy as np
from keras import layers

from classifiers.options import ClassifierConfig
from classifiers.tables.catalog import Says
from classifiers.tables.inputs import LinearInputs
from classifiers.tables.lesson import Lesson
from classifiers.trainer import ClassifierTrainer
from foundation.seeds import derive_seed
from metrics.tables.columns import Table, Values
from training.initial_weights import draw_initial_weights
from training.training_set import Part, TrainingSet

SETTINGS = ClassifierConfig(updates=1000, batch_size=128, evaluations=1)
_UNITS, _DROPOUT = 64, 0.2


def fit(lesson: Lesson, seed: int) -> Says:
    """Two dense layers of 64 with ReLU and dropout 0.2, softmax; Adam as for images.

    The seed decides initial weights, dropout and batches; every batch has a share of each part of a
    mixture. The last weights are kept.

    Reference:
        Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986.
    """
    inputs = LinearInputs(lesson.table)
    examples = inputs(lesson.table)
    model = build(examples.shape[1], lesson.class_count, derive_seed(seed, "weights"))
    parts = [Part(count, share, None) for count, share in lesson.parts]
    ClassifierTrainer(model, SETTINGS).train(
        TrainingSet(examples, lesson.labels, parts=parts),
        None,
        seed=derive_seed(seed, "training"),
        select_best=False,
    )

    def says(table: Table) -> Values:
        return np.asarray(model(inputs(table), training=False), np.float64)

    return says


def build(width: int, class_count: int, seed: int) -> keras.Model:
    """From float32 [n, width] to probabilities [n, k]."""
    values = keras.Input((width,), name="values")
    x = values
    for _ in range(2):
        x = layers.Dense(_UNITS, activation="relu")(x)
        x = layers.Dropout(_DROPOUT)(x)
    probabilities = layers.Dense(class_count, activation="softmax")(x)
    model = keras.Model(values, probabilities, name="classifier_of_rows")
    draw_initial_weights([model], seed)
    return model
