import keras
import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.recipe import Batch
from gan.remedies.feature_matching import FeatureMatching, feature_distance, features_of
from tests.gan.families import pixels

REAL, FAKE = np.random.default_rng(0).uniform(-1, 1, (2, 6, 8, 8, 1)).astype(np.float32)


@pytest.mark.parametrize("networks", ["dcgan", "cgan", "sngan", "vanilla", "r3gan"])
def test_features_are_what_the_logit_is_made_of(networks):
    config = GanConfig(networks=networks, conditional=networks == "cgan", width=4, latent_dim=3)
    critic = build_networks(pixels(8, 8, 1), config, 0, 3).critic
    features = features_of(critic)
    assert len(features.shape) in (2, 4) and int(np.prod(features.shape[1:])) > 1


def test_the_term_is_the_distance_of_plain_means():
    recipe = build_networks(pixels(8, 8, 1), GanConfig(width=4, latent_dim=3), seed=0)
    term = FeatureMatching(recipe, 3.0)
    *_, before_logit = recipe.critic.layers
    real, fake = (_hidden(recipe.critic, images) for images in (REAL, FAKE))
    means = [sum(rows) / len(rows) for rows in (real, fake)]
    expected = 3.0 * float(((means[0] - means[1]) ** 2).mean())
    value = term(Batch(tf.constant(REAL)), tf.constant(FAKE), tf.constant(FAKE))
    assert float(value) == pytest.approx(expected, rel=1e-4)
    assert before_logit.weights  # the last layer is the one that was left out


def test_a_conditional_critic_is_told_the_class():
    config = GanConfig(networks="cgan", conditional=True, width=4, latent_dim=3)
    recipe = build_networks(pixels(8, 8, 1), config, 0, 3)
    batch = Batch(tf.constant(REAL), tf.constant([0, 1, 2, 0, 1, 2]))
    value = FeatureMatching(recipe, 2.0)(batch, tf.constant(FAKE), tf.constant(FAKE))
    codes = recipe.codes(batch.labels)
    features = keras.Model(recipe.critic.inputs, features_of(recipe.critic))
    real, fake = (features([tf.constant(images), codes]).numpy() for images in (REAL, FAKE))
    expected = 2.0 * ((real.mean(axis=0) - fake.mean(axis=0)) ** 2).mean()
    assert float(value) == pytest.approx(float(expected), rel=1e-4)


def _hidden(critic, images):
    for layer in critic.layers[1:-1]:
        images = layer(images)
    return np.asarray(images)


def test_equal_means_are_at_no_distance_and_real_examples_have_no_slope():
    values = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    assert float(feature_distance(values, tf.reverse(values, [0]))) == 0
    recipe = build_networks(pixels(8, 8, 1), GanConfig(width=4, latent_dim=3), seed=0)
    term = FeatureMatching(recipe, 1.0)
    with tf.GradientTape() as tape:
        both = (tf.constant(REAL), tf.constant(FAKE))
        tape.watch(both)
        value = term(Batch(both[0]), both[1], both[1])
    real, fake = tape.gradient(value, both)
    assert real is None and np.abs(fake.numpy()).max() > 0
