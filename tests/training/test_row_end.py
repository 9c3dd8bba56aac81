"""The end of a generator of rows."""

import keras
import numpy as np
import pytest
from scipy.special import ndtr, softmax

from training.row_end import RowEnd

SPANS = [(1, "linear"), (3, "softmax"), (1, "tanh"), (2, "softmax")]


def values_and_noise(count):
    rng = np.random.default_rng(0)
    return (
        rng.normal(size=(count, 7)).astype(np.float32),
        rng.normal(size=(count, 5)).astype(np.float32),
    )


def gumbel(noise):
    return -np.log(-np.log(ndtr(noise.astype(np.float64))))


def test_every_span_has_its_activation():
    values, noise = values_and_noise(5)
    found = np.asarray(RowEnd(SPANS, 0.5)(values, noise))
    drawn = (values[:, 1:4] + gumbel(noise[:, :3])) / 0.5
    other = (values[:, 5:] + gumbel(noise[:, 3:])) / 0.5
    assert np.array_equal(found[:, 0], values[:, 0])
    assert found[:, 1:4] == pytest.approx(softmax(drawn, axis=1), abs=1e-4)
    assert found[:, 4] == pytest.approx(np.tanh(values[:, 4]), abs=1e-6)
    assert found[:, 5:] == pytest.approx(softmax(other, axis=1), abs=1e-4)


def test_the_largest_value_is_a_draw_by_the_softmax_of_the_logits():
    probabilities = np.array([0.1, 0.2, 0.7])
    values = np.tile(np.log(probabilities).astype(np.float32), (20_000, 1))
    noise = np.random.default_rng(1).normal(size=values.shape).astype(np.float32)
    found = np.asarray(RowEnd([(3, "softmax")], 0.2)(values, noise))
    shares = np.bincount(found.argmax(axis=1), minlength=3) / len(found)
    assert shares == pytest.approx(probabilities, abs=0.015)  # four standard errors


def test_noise_of_any_size_gives_finite_values():
    noise = np.array([[-40.0, 0.0, 40.0]], np.float32)
    found = np.asarray(RowEnd([(3, "softmax")], 0.2)(np.zeros((1, 3), np.float32), noise))
    assert np.isfinite(found).all() and found.sum() == pytest.approx(1.0)


def test_it_is_read_back(tmp_path):
    values, noise = keras.Input((7,)), keras.Input((5,))
    model = keras.Model([values, noise], RowEnd(SPANS, 0.5)(values, noise))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    inputs = values_and_noise(4)
    assert np.array_equal(loaded.predict_on_batch(inputs), model.predict_on_batch(inputs))
