"""The normalised kernel beside a singular value decomposition, and its slope."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import references
from training.saved_models import load_model
from training.spectral import SpectralConv2D


def layer_with_kernel(kernel, **options) -> SpectralConv2D:
    layer = SpectralConv2D(kernel.shape[-1], kernel.shape[:2], padding="same", **options)
    layer.build((None, 8, 8, kernel.shape[2]))
    layer.kernel.assign(kernel)
    return layer


@pytest.fixture(scope="module")
def kernel():
    return np.random.default_rng(0).normal(0, 2, (3, 3, 2, 5)).astype(np.float32)


def largest_singular_value(kernel) -> float:
    matrix = np.asarray(kernel).reshape(-1, kernel.shape[-1])
    return float(np.linalg.svd(matrix, compute_uv=False)[0])


def test_after_some_passes_the_largest_singular_value_is_1(kernel):
    layer = layer_with_kernel(kernel)
    images = tf.zeros((1, 8, 8, 2))
    for _ in range(60):
        layer(images, training=True)
    normalised = layer.normalised_kernel().numpy()
    assert largest_singular_value(normalised) == pytest.approx(1, abs=1e-3)
    assert normalised == pytest.approx(kernel / largest_singular_value(kernel), abs=1e-3)


def test_it_convolves_with_that_kernel(kernel):
    layer = layer_with_kernel(kernel, activation="relu")
    layer.bias.assign([0.1, -0.2, 0.3, -0.4, 0.5])
    images = tf.random.stateless_normal((2, 8, 8, 2), (0, 1))
    plain = keras.ops.conv(images, layer.normalised_kernel(), padding="same") + layer.bias.value
    assert layer(images).numpy() == pytest.approx(tf.nn.relu(plain).numpy(), abs=1e-5)


def test_the_direction_moves_in_training_alone(kernel):
    layer = layer_with_kernel(kernel)
    images, start = tf.zeros((1, 8, 8, 2)), layer.moving_direction.numpy()
    layer(images)
    assert np.array_equal(layer.moving_direction.numpy(), start)
    layer(images, training=True)
    assert not np.isclose(layer.moving_direction.numpy(), start).any()
    assert np.linalg.norm(layer.moving_direction.numpy()) == pytest.approx(1, rel=1e-5)


def test_the_slope_is_that_of_the_whole_quotient(kernel):
    """With a direction that has converged: there the norm has no slope but its own."""
    layer = layer_with_kernel(kernel)
    for _ in range(200):
        layer(tf.zeros((1, 8, 8, 2)), training=True)
    weights = np.random.default_rng(1).normal(size=kernel.shape)
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(weights.astype(np.float32) * layer.normalised_kernel())
    found = tape.gradient(value, layer.kernel.value).numpy()

    def plain(point):
        return float((weights * point).sum()) / largest_singular_value(point)

    expected = references.numeric_gradient(plain, kernel.astype(np.float64), 1e-5)
    assert found == pytest.approx(expected, abs=1e-4)
    # A kernel cannot grow: its own direction is at a right angle to the slope.
    assert float((found * kernel).sum()) == pytest.approx(0, abs=1e-3)


def test_saved_and_loaded_it_is_the_same(kernel, tmp_path):
    images = keras.Input((8, 8, 2))
    model = keras.Model(images, layer_with_kernel(kernel)(images))
    pixels = tf.random.stateless_normal((2, 8, 8, 2), (0, 1))
    model(pixels, training=True)
    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    assert np.array_equal(loaded(pixels).numpy(), model(pixels).numpy())
    direction = loaded.layers[-1].moving_direction.numpy()
    assert np.array_equal(direction, model.layers[-1].moving_direction.numpy())
