"""Grad-CAM against loops over a network of a few numbers."""

import keras
import numpy as np
import pytest
from keras import layers

from training.class_code import ClassCode
from training.saliency import heat_reader

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(0, 255, (3, 6, 6, 1)).astype(np.float32)


def _classifier(end="softmax"):
    inputs = keras.Input((6, 6, 1))
    x = layers.Conv2D(2, 3, strides=2, padding="same", name="first")(
        layers.Rescaling(1 / 255)(inputs)
    )
    x = layers.Conv2D(3, 2, padding="same", name="last")(layers.ReLU()(x))
    x = layers.Dense(5, activation="tanh")(layers.Flatten()(layers.ReLU()(x)))
    model = keras.Model(inputs, layers.Dense(4, activation=end)(x))
    for weights in model.weights:
        weights.assign(RNG.normal(0, 0.5, weights.shape))
    return model


def _score_from_maps(model, maps, unit):
    """The rest of the network behind its last convolution, in NumPy; before the softmax."""
    hidden, last = model.layers[-2:]
    flat = np.maximum(maps, 0).reshape(-1)
    values = np.tanh(flat @ hidden.kernel.numpy() + hidden.bias.numpy())
    return values @ last.kernel.numpy()[:, unit] + last.bias.numpy()[unit]


def _naive(model, image, unit, sign=1.0):
    """Slopes by small steps in every value of the maps, filter by filter, place by place."""
    reader = keras.Model(model.input, model.get_layer("last").output)
    maps = np.asarray(reader(image[None]))[0].astype(np.float64)
    heat = np.zeros(maps.shape[:2])
    for k in range(maps.shape[2]):
        slopes = []
        for i, j in np.ndindex(maps.shape[:2]):
            ends = []
            for step in (1e-5, -1e-5):
                moved = maps.copy()
                moved[i, j, k] += step
                ends.append(_score_from_maps(model, moved, unit))
            slopes.append((ends[0] - ends[1]) / 2e-5)
        heat += sign * np.mean(slopes) * maps[..., k]
    return np.maximum(heat, 0)


@pytest.mark.parametrize("end", ["softmax", None])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_heat_is_that_of_the_formula(end, sign):
    model, units = _classifier(end), [0, 3, 3]
    heat = heat_reader(model)(IMAGES, units, sign)
    assert heat.shape == (3, 3, 3) and heat.dtype == np.float32
    expected = [_naive(model, image, unit, sign) for image, unit in zip(IMAGES, units)]
    np.testing.assert_allclose(heat, expected, rtol=2e-3, atol=1e-6)
    assert heat.max() > 0


def test_an_image_has_its_heat_whatever_stands_beside_it():
    read = heat_reader(_classifier())
    alone = read(IMAGES[1:2], [2], 1.0)
    np.testing.assert_allclose(read(IMAGES, [0, 2, 1], 1.0)[1], alone[0], rtol=1e-5)


def test_a_model_inside_a_model_is_opened():
    """As the critic of one class, whose code is put in by a layer."""
    images, code = keras.Input((6, 6, 1)), keras.Input((2,))
    x = layers.Flatten()(layers.Conv2D(2, 3, name="last")(images))
    logit = layers.Add()([layers.Dense(1)(x), layers.Dot(1)([layers.Dense(2)(x), code])])
    inner = keras.Model([images, code], logit)
    outer_images = keras.Input((6, 6, 1))
    outer = keras.Model(outer_images, inner([outer_images, ClassCode(1, 2)(outer_images)]))
    heat = heat_reader(outer)(IMAGES, [0, 0, 0], 1.0)
    maps = np.asarray(keras.Model(images, inner.get_layer("last").output)(IMAGES))
    kernels = {
        layer.units: layer.kernel.numpy() for layer in inner.layers if hasattr(layer, "units")
    }
    slopes = (kernels[1][:, 0] + kernels[2][:, 1]).reshape(maps.shape[1:])
    expected = np.maximum((maps * slopes.mean(axis=(0, 1))).sum(axis=-1), 0)
    np.testing.assert_allclose(heat, expected, rtol=1e-4, atol=1e-4)


def test_without_places_there_is_no_heat():
    dense = keras.Sequential([keras.Input((6, 6, 1)), layers.Flatten(), layers.Dense(2)])
    assert heat_reader(dense) is None
    inputs = keras.Input((6, 6, 1))
    whole = layers.Flatten()(layers.Conv2D(1, 6)(inputs))
    assert heat_reader(keras.Model(inputs, whole)) is None


def test_a_network_that_is_no_graph_has_no_heat():
    class Own(keras.Model):
        def call(self, images):
            return keras.ops.mean(images, axis=(1, 2))

    assert heat_reader(Own()) is None
