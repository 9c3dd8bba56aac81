"""A class's networks beside the conditional ones that they are made of."""

import numpy as np
import pytest

from gan.networks import build_networks
from gan.of_class import critic_of_class, generator_of_class, with_code
from gan.options import GanConfig
from tests.gan.families import pixels
from training.saved_models import load_model

CLASSES = 3


@pytest.fixture(scope="module")
def recipe():
    config = GanConfig(networks="cgan", conditional=True, width=4, latent_dim=5)
    return build_networks(pixels(8, 8, 1), config, 0, CLASSES)


@pytest.fixture(scope="module")
def latents():
    return np.random.default_rng(0).standard_normal((4, 5), dtype=np.float32)


def test_the_code_of_a_class_comes_after_the_latents(latents):
    told = with_code(latents, 1, CLASSES)
    assert told.dtype == np.float32 and np.array_equal(told[:, :5], latents)
    assert told[:, 5:].tolist() == 4 * [[0.0, 1.0, 0.0]]
    assert np.array_equal(with_code(latents, 0, 0), latents)


@pytest.mark.parametrize("index", range(CLASSES))
def test_a_class_has_the_generator_and_the_critic_of_its_code(recipe, latents, index, tmp_path):
    told = with_code(latents, index, CLASSES)
    images = recipe.generator(told, training=False).numpy()
    own = generator_of_class(recipe.generator, index, CLASSES)
    own.save(tmp_path / "generator.keras")
    assert own.input_shape == (None, 5)
    for model in (own, load_model(tmp_path / "generator.keras")):
        assert np.array_equal(model(latents, training=False).numpy(), images)
    logits = recipe.critic([images, told[:, 5:]], training=False).numpy()
    critic = critic_of_class(recipe.critic, index)
    critic.save(tmp_path / "critic.keras")
    for model in (critic, load_model(tmp_path / "critic.keras")):
        assert np.array_equal(model(images, training=False).numpy(), logits)


def test_classes_are_told_apart(recipe, latents):
    drawn = [generator_of_class(recipe.generator, i, CLASSES)(latents).numpy() for i in range(3)]
    assert not np.isclose(drawn[0], drawn[1]).all() and not np.isclose(drawn[1], drawn[2]).all()
    one, other = (critic_of_class(recipe.critic, i)(drawn[0]).numpy() for i in range(2))
    assert not np.isclose(one, other).any()
