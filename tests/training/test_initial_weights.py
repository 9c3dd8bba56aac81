"""Initial weights depend on their seed alone, and are those that Keras' own seeding gives."""

import random

import keras
import numpy as np
import pytest
from keras import layers

from classifiers.source import build_classifier
from datasets.images.kind import PixelEncoding
from gan.catalog import FAMILIES
from gan.networks import build_networks
from gan.options import GanConfig
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


def _by_the_old_rule(models, seed):
    """Kernels of the models' own layers and their dropout, one after the other."""
    generator = random.Random(seed)
    for layer in [layer for model in models for layer in model.layers]:
        initializer = getattr(layer, "kernel_initializer", None)
        if initializer is not None and "seed" in initializer.get_config():
            settings = initializer.get_config() | {"seed": generator.randint(1, int(1e9))}
            layer.kernel.assign(type(initializer).from_config(settings)(layer.kernel.shape))
        dropout = getattr(layer, "seed_generator", None)
        if dropout is not None:
            dropout.state.assign([generator.randint(1, int(1e9)), 0])


def _networks(name):
    if name == "classifier":
        return [build_classifier((8, 8, 1), 3, seed=0)]
    side = FAMILIES[name].shapes[0][0]
    config = GanConfig(networks=name, width=4, latent_dim=3, dropout=0.2, mapping_layers=1)
    recipe = build_networks(PixelEncoding((side, side, 1)), config, seed=0)
    return list(recipe.networks.values())


@pytest.mark.parametrize("name", ["dcgan", "paper", "classifier"])
def test_the_networks_of_earlier_versions_begin_as_they_did(name):
    models = _networks(name)
    draw_initial_weights(models, 12)
    found = _values(models)
    _by_the_old_rule(models, 12)
    for value, wanted in zip(found, _values(models), strict=True):
        np.testing.assert_array_equal(value, wanted)


class Tilted(layers.Layer):
    """Has a random weight and does not say how it is drawn."""

    def build(self, shape):
        self.tilt = self.add_weight(shape=(shape[-1],), initializer="normal", name="tilt")

    def call(self, x):
        return x * self.tilt


def _attention(x):
    return layers.MultiHeadAttention(2, 3, dropout=0.1)(x, x)


def _inner(x):
    inner = keras.Sequential([layers.Conv1D(3, 2), layers.Dropout(0.2)])
    return keras.Sequential([inner, layers.Dense(2)])(x)


# From [n, 6, 5].
UNUSUAL = {
    "spectral": lambda x: layers.SpectralNormalization(layers.Dense(4))(x),
    "nested": _inner,
    "attention": _attention,
    "additive": lambda x: layers.AdditiveAttention()([x, x]),
    "gru": lambda x: layers.GRU(3, dropout=0.1, recurrent_dropout=0.1)(x),
    "lstm": lambda x: layers.Bidirectional(layers.LSTM(3))(x),
    "depthwise": lambda x: layers.DepthwiseConv2D(2)(layers.Reshape((6, 5, 1))(x)),
    "separable": lambda x: layers.SeparableConv2D(3, 2)(layers.Reshape((6, 5, 1))(x)),
    "distributed": lambda x: layers.TimeDistributed(layers.Dense(3))(x),
    "random start": lambda x: layers.Dense(3, bias_initializer="normal")(x),
}


def _unusual(name):
    if name == "embedding":
        inputs = keras.Input((4,), dtype="int32")
        return keras.Model(inputs, layers.Dense(2)(layers.Embedding(7, 3)(inputs)))
    inputs = keras.Input((6, 5))
    return keras.Model(inputs, layers.Dense(2)(layers.Flatten()(UNUSUAL[name](inputs))))


@pytest.mark.parametrize("name", [*UNUSUAL, "embedding"])
def test_every_random_weight_belongs_to_the_seed(name):
    models = [_unusual(name) for _ in range(3)]
    before = _values(models[:1])
    for model, seed in zip(models, (5, 5, 6)):
        draw_initial_weights([model], seed)
    first, again, other = (_values([model]) for model in models)
    assert all(map(np.array_equal, first, again))
    for one, another, start in zip(first, other, before, strict=True):
        # Random ones are drawn anew, of about the same size; zeros and ones stay.
        is_random = len(np.unique(start)) > 1 and start.dtype.kind == "f"
        is_random &= not set(np.unique(start)) <= {0.0, 1.0}
        if is_random:
            assert not np.array_equal(one, another) and not np.array_equal(one, start)
            assert 0.1 < np.abs(one).mean() / np.abs(start).mean() < 10
        elif start.dtype.kind == "f":
            assert np.array_equal(one, start)


def test_weights_in_other_layers_leave_the_draws_of_plain_ones_alone():
    inputs = keras.Input((6, 5))
    x = layers.Dense(5)(inputs)
    plain = keras.Model(inputs, layers.Dense(3)(x))
    mixed = keras.Model(inputs, layers.Dense(3)(UNUSUAL["nested"](layers.Dense(5)(inputs))))
    draw_initial_weights([plain], 3)
    draw_initial_weights([mixed], 3)
    assert np.array_equal(plain.layers[1].kernel, mixed.layers[1].kernel)


def test_a_weight_that_nothing_is_known_of_is_refused():
    inputs = keras.Input((4,))
    with pytest.raises(ValueError, match="Tilted.*tilt_initializer"):
        draw_initial_weights([keras.Model(inputs, Tilted()(inputs))], 0)
    known = Tilted()
    known.tilt_initializer = keras.initializers.get("normal")
    draw_initial_weights([keras.Model(inputs, known(inputs))], 0)
