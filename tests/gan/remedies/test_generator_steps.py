"""Further steps of the generator are steps of its own loss against the critic as it is by then."""

import numpy as np
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.recipe import Batch
from gan.steps import simultaneous
from tests.gan.families import pixels
from training.adam import FusedAdam

SEED = tf.constant([5, 9])
IMAGES = tf.constant(np.random.default_rng(0).uniform(-1, 1, (6, 8, 8, 1)), tf.float32)


def played(steps):
    config = GanConfig(width=4, latent_dim=3, r1_weight=0.0, generator_steps=steps)
    recipe = build_networks(pixels(8, 8, 1), config, seed=0)
    optimizers = {}
    for name, model in recipe.networks.items():
        optimizers[name] = FusedAdam(1e-3, beta_1=0.5)
        optimizers[name].build(model.trainable_variables)
    simultaneous(recipe, optimizers, Batch(IMAGES), SEED)
    counts = [int(optimizer.iterations) for optimizer in optimizers.values()]
    return recipe, counts


def test_they_are_counted_and_the_critic_steps_once():
    (first, one), (third, three) = played(1), played(3)
    assert (one, three) == ([1, 1], [3, 1])
    for a, b in zip(first.critic.get_weights(), third.critic.get_weights()):
        assert np.array_equal(a, b)


def test_each_goes_down_its_own_loss():
    """Latents of its own, and the critic as it is after the first steps."""
    once, twice = played(1)[0], played(2)[0]
    own = tf.random.experimental.stateless_fold_in(SEED, 151)
    latents = once.latents(6, tf.stack([own[0], SEED[1]]), 0)
    with tf.GradientTape() as tape:
        fake = once.generator(latents, training=True)
        loss = -tf.reduce_mean(tf.math.log_sigmoid(once.critic(fake, training=True)))
    variables = once.generator.trainable_variables
    slopes = [slope.numpy() for slope in tape.gradient(loss, variables)]
    moved = [b.numpy() - a.numpy() for a, b in zip(variables, twice.generator.trainable_variables)]
    # Adam's moments: half of its direction is that of the first step.
    expected = sum(float((move * slope).sum()) for move, slope in zip(moved, slopes))
    length = sum(float(np.abs(move * slope).sum()) for move, slope in zip(moved, slopes))
    assert -1.0 <= expected / length < -0.5
