"""The further filter beside a plain loop, and its slope where images are equal."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.minibatch_deviation import MinibatchDeviation
from training.saved_models import load_model


def test_it_adds_the_mean_deviation_over_the_batch():
    images = np.random.default_rng(0).normal(0, 2, (5, 3, 4, 2)).astype(np.float32)
    told = MinibatchDeviation()(images).numpy()
    assert told.shape == (5, 3, 4, 3) and np.array_equal(told[..., :2], images)
    places = [
        np.std([image[row, column, channel] for image in images])
        for row in range(3)
        for column in range(4)
        for channel in range(2)
    ]
    assert told[..., 2] == pytest.approx(sum(places) / len(places), rel=1e-5)


def test_of_equal_images_it_is_0_and_has_a_finite_slope():
    images = tf.ones((4, 2, 2, 1))
    with tf.GradientTape() as tape:
        tape.watch(images)
        told = MinibatchDeviation()(images)
    assert told[..., 1].numpy() == pytest.approx(0, abs=1e-3)
    assert np.isfinite(tape.gradient(told, images).numpy()).all()


def test_a_model_with_it_is_read_back(tmp_path):
    images = keras.Input((2, 2, 1))
    model = keras.Model(images, MinibatchDeviation()(images))
    assert model.output_shape == (None, 2, 2, 2)
    model.save(tmp_path / "model.keras")
    pixels = np.random.default_rng(0).normal(size=(3, 2, 2, 1)).astype(np.float32)
    assert np.array_equal(load_model(tmp_path / "model.keras")(pixels), model(pixels))
