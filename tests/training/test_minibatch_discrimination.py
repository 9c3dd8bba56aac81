"""Nearness within a batch beside plain loops."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.minibatch_discrimination import MinibatchDiscrimination
from training.saved_models import load_model


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).normal(0, 1, (4, 2, 2, 3)).astype(np.float32)


def test_it_adds_the_nearness_of_the_others_for_each_projection(images):
    layer = MinibatchDiscrimination()
    told = layer(images).numpy()
    assert np.array_equal(told[..., :3], images)
    matrix = layer.projections.numpy().reshape(12, 16, 8)
    projected = np.einsum("na,akd->nkd", images.reshape(4, 12), matrix)
    for one in range(4):
        for kernel in range(16):
            others = [other for other in range(4) if other != one]
            distance = [np.abs(projected[one, kernel] - projected[o, kernel]).sum() for o in others]
            found = told[one, :, :, 3 + kernel]
            assert found == pytest.approx(np.exp(-np.array(distance)).sum(), rel=1e-4)


def test_of_equal_images_it_is_their_number_without_the_image_itself():
    images = tf.ones((5, 2, 2, 1))
    with tf.GradientTape() as tape:
        tape.watch(images)
        told = MinibatchDiscrimination()(images)
    assert told[..., 1:].numpy() == pytest.approx(4.0, abs=1e-5)
    assert np.isfinite(tape.gradient(told, images).numpy()).all()


def test_a_model_with_it_is_read_back(images, tmp_path):
    inputs = keras.Input((2, 2, 3))
    model = keras.Model(inputs, MinibatchDiscrimination()(inputs))
    model.save(tmp_path / "model.keras")
    assert np.array_equal(load_model(tmp_path / "model.keras")(images), model(images))
