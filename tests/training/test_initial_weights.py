"""Initial weights depend on their seed alone, and are those that Keras' own seeding gives."""

import random

import keras
import numpy as np
import pytest
from keras import layers

from training.initial_weights import draw_initial_weights


def _models():
    images = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, padding="same")(images)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(0.5)(x)
    x = layers.Conv2DTranspose(2, 3)(x)
    x = layers.Flatten()(x)
    first = keras.Model(images, layers.Dense(3)(x))
    latents = keras.Input((5,))
    x = layers.Dense(7)(latents)
    return [first, keras.Model(latents, layers.Dropout(0.3)(x))]


def _values(models):
    return [
        keras.ops.convert_to_numpy(variable) for model in models for variable in model.variables
    ]


def test_they_are_what_keras_seeds_the_layers_with():
    keras.utils.set_random_seed(7)
    expected = _values(_models())
    random.seed(8)
    models = _models()
    draw_initial_weights(models, 7)
    for value, wanted in zip(_values(models), expected, strict=True):
        np.testing.assert_array_equal(value, wanted)


@pytest.mark.parametrize(("seed", "same"), [(3, True), (4, False)])
def test_another_seed_gives_others_and_the_global_generator_plays_no_part(seed, same):
    kernels = []
    for model_seed in (3, seed):
        models = _models()
        state = random.getstate()
        draw_initial_weights(models, model_seed)
        assert random.getstate() == state
        kernels.append(_values(models)[0])
    assert np.array_equal(*kernels) == same
