"""Critics that mix the examples of a batch do not get their slopes by the short way."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from gan.alone import judges_alone
from gan.catalog import FAMILIES
from gan.networks import build_networks
from gan.objectives import non_saturating
from gan.options import GanConfig
from gan.penalties import Penalty
from gan.recipe import CRITIC, Batch, pair_recipe
from gan.steps import _step_of_critic
from tests.gan.families import pixels
from training.adam import FusedAdam
from training.minibatch_deviation import MinibatchDeviation


class Quieter(layers.Dense):
    """A subclass of a known layer, whose `call` is its own."""


def critic_of(*parts) -> keras.Model:
    return keras.Sequential(
        [keras.Input((3, 2)), layers.Flatten(), layers.Dense(4, "tanh"), *parts, layers.Dense(1)]
    )


def around_batch(x):
    """Differences to the batch so far, by a bare operation."""
    return x - keras.ops.cumsum(x, axis=0)


def functional(change) -> keras.Model:
    inputs = keras.Input((3, 2))
    return keras.Model(inputs, layers.Dense(1)(change(layers.Flatten()(inputs))))


@pytest.mark.parametrize("name", [n for n, row in FAMILIES.items() if "images" in row.kinds])
def test_all_families_but_the_published_one_judge_alone(name):
    config = GanConfig(networks=name, width=4, latent_dim=3, dropout=0.2, working_size=16)
    recipe = build_networks(pixels(64, 64, 1), config, seed=0)
    assert judges_alone(recipe.critic) == (recipe.slope_ratio is not None) == (name != "paper")


@pytest.mark.parametrize(
    "model, alone",
    {
        "plain": (critic_of(layers.LeakyReLU(0.2), layers.Dropout(0.1)), True),
        "nested": (critic_of(keras.Sequential([layers.Dense(3)])), True),
        "batch normalisation": (critic_of(layers.BatchNormalization()), False),
        "nested one": (critic_of(keras.Sequential([layers.BatchNormalization()])), False),
        "own layer": (critic_of(MinibatchDeviation()), False),
        "own activation": (critic_of(layers.Activation(around_batch)), False),
        "activation of a layer": (critic_of(layers.Dense(3, around_batch)), False),
        "subclass": (critic_of(Quieter(3)), False),
        "operation": (functional(around_batch), False),
        "no operation": (functional(lambda x: x), True),
    }.values(),
)
def test_only_known_parts_judge_alone(model, alone):
    assert judges_alone(model) == alone


def slopes_of(critic, **changes):
    """The generator's slopes at fake examples, as one round has them."""
    latents = keras.Input((2,))
    generator = keras.Model(latents, layers.Reshape((3, 2))(layers.Dense(6)(latents)))
    recipe = replace(pair_recipe(generator, critic, GanConfig(r1_weight=0.0)), **changes)
    real, fake = tf.random.stateless_normal((2, 5, 3, 2), (0, 1))
    adam = FusedAdam(0.0)
    adam.build(critic.trainable_variables)
    slopes, _ = _step_of_critic(recipe, adam, Batch(real), fake, tf.constant([1, 0]))
    return recipe, slopes.numpy()


def test_slopes_of_a_critic_that_mixes_equal_those_of_two_passes():
    """The short way would be some percent off."""
    keras.utils.set_random_seed(1)
    critic = critic_of(MinibatchDeviation())
    fake = tf.random.stateless_normal((2, 5, 3, 2), (0, 1))[1]
    with tf.GradientTape() as tape:
        tape.watch(fake)
        loss = non_saturating.parts.generator(critic(fake, training=True))
    expected = tape.gradient(loss, fake).numpy()
    recipe, slopes = slopes_of(critic)
    assert recipe.slope_ratio is None and recipe.critics[CRITIC] is critic
    assert slopes == pytest.approx(expected, rel=1e-5, abs=1e-8)
    with tf.GradientTape() as tape:
        tape.watch(fake)
        logits = critic(fake, training=True)
        loss = non_saturating.parts.critic_fake(logits)
    ratio = tf.reshape(non_saturating.slope_ratio(logits), (-1, 1, 1))
    assert (ratio * tape.gradient(loss, fake)).numpy() != pytest.approx(expected, rel=1e-3)


def test_a_penalty_on_fake_examples_leaves_the_generators_slopes_alone():
    keras.utils.set_random_seed(1)
    critic = critic_of(layers.LeakyReLU(0.2))
    recipe, plain = slopes_of(critic)
    penalty = Penalty(lambda model, real, fake, seed: tf.reduce_sum(fake**2), 9.0, sees_fake=True)
    penalised, slopes = slopes_of(critic, penalties=(penalty,))
    assert recipe.slope_ratio and penalised.slope_ratio is None
    assert slopes == pytest.approx(plain, rel=1e-4, abs=1e-7)
    assert np.abs(plain).max() > 1e-3
