import keras
import numpy as np
import pytest
from scipy.stats import truncnorm

from gan.networks import build_networks
from gan.options import GanConfig
from gan.synthesis import draw_latents, example_maker
from tests import references
from tests.gan.families import pixels


@pytest.fixture(scope="module")
def generator():
    config = GanConfig(width=4, latent_dim=5)
    return build_networks(pixels(9, 8, 1), config, seed=1).generator


@pytest.fixture(scope="module")
def make_images(generator):
    return example_maker(generator, pixels(9, 8, 1))


def test_a_row_of_latents_does_not_depend_on_how_many_there_are():
    many = draw_latents(1001, 7, seed=3)
    assert many.dtype == np.float32 and many.shape == (1001, 7)
    for count in (0, 1, 2, 249, 1000):
        assert np.array_equal(draw_latents(count, 7, seed=3), many[:count])


def test_latents_are_standard_normal_and_depend_on_the_seed():
    latents = draw_latents(20_000, 2, seed=0)
    assert latents.mean() == pytest.approx(0, abs=0.02)
    assert latents.std() == pytest.approx(1, abs=0.02)
    assert not np.isclose(latents[:100], draw_latents(100, 2, seed=1)).any()


def test_truncated_latents_are_the_same_draws_nearer_to_0():
    plain, cut = draw_latents(20_000, 2, seed=0), draw_latents(20_000, 2, 0, truncation=0.7)
    assert cut.dtype == np.float32 and np.abs(cut).max() < 0.7
    assert (np.diff(cut[np.argsort(plain[:, 0]), 0]) >= 0).all()
    # Of a standard normal distribution cut off at 0.7 (scipy.stats.truncnorm).
    assert cut.std() == pytest.approx(truncnorm(-0.7, 0.7).std(), abs=0.005)
    assert np.array_equal(draw_latents(10, 2, 0, truncation=0.7), cut[:10])
    with_choice = draw_latents(20_000, 2, 0, truncation=0.7, choices=1)
    assert np.array_equal(with_choice[:, 0], cut[:, 0])
    assert np.array_equal(with_choice[:, 1], plain[:, 1])


def test_an_image_does_not_depend_on_how_many_there_are(make_images):
    latents = draw_latents(601, 5, seed=0)
    many = make_images(latents)
    assert many.dtype == np.uint8 and many.shape == (601, 9, 8, 1)
    for count in (0, 1, 3, 249, 250, 251, 500):
        assert np.array_equal(make_images(latents[:count]), many[:count])
    # The last image is of the partial pass and still its own.
    assert np.array_equal(make_images(latents[600:]), many[600:])


def test_pixels_are_the_generators_in_inference_mode(generator, make_images):
    latents = draw_latents(20, 5, seed=0)
    expected = references.to_uint8(generator.predict(latents, verbose=0))
    difference = make_images(latents).astype(int) - expected
    assert np.abs(difference).max() <= 1  # batches of another size may round the last bit otherwise
    assert (difference != 0).mean() < 0.01
    assert expected.std() > 1


def test_the_maker_follows_the_weights_while_they_are_trained(generator, make_images):
    latents = draw_latents(4, 5, seed=0)
    before, weights = make_images(latents), generator.get_weights()
    generator.set_weights([np.zeros_like(weight) for weight in weights])
    try:
        assert (make_images(latents) == 128).all()
    finally:
        generator.set_weights(weights)
    assert np.array_equal(make_images(latents), before)


def test_values_beyond_the_range_are_clipped():
    latents = keras.Input((1,))
    loud = keras.Model(latents, keras.layers.Reshape((1, 1, 1))(latents))
    values = np.array([[-1.2], [-1.0], [0.0], [1.0], [7.0]], np.float32)
    assert example_maker(loud, pixels(1, 1, 1))(values).ravel().tolist() == [0, 0, 128, 255, 255]
