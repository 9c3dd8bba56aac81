"""Several generators as one, and the mean of their critics."""

import keras
import numpy as np
import pytest

from gan.ensemble import choices, joined_critic, joined_generator
from gan.networks import build_networks
from gan.options import GanConfig
from gan.synthesis import draw_latents
from tests.gan.families import pixels

SHAPE = (8, 8, 1)


def pairs(count):
    config = GanConfig(width=4, latent_dim=3)
    return [build_networks(pixels(*SHAPE), config, seed) for seed in range(count)]


def test_each_row_is_drawn_by_the_member_that_its_last_latent_chooses(tmp_path):
    generators = [pair.generator for pair in pairs(3)]
    joined = joined_generator(generators)
    rng = np.random.default_rng(0)
    latents = rng.standard_normal((60, 3), dtype=np.float32)
    thirds = np.repeat(np.array([-2.0, 0.0, 2.0], np.float32), 20)[:, None]
    found = joined(np.concatenate([latents, thirds], axis=1), training=False).numpy()
    for place, generator in enumerate(generators):
        own = slice(20 * place, 20 * (place + 1))
        expected = generator(latents, training=False).numpy()[own]
        assert np.allclose(found[own], expected, atol=1e-6)
    joined.save(tmp_path / "generator.keras")
    loaded = keras.models.load_model(tmp_path / "generator.keras", compile=False)
    again = loaded(np.concatenate([latents, thirds], axis=1), training=False).numpy()
    assert np.array_equal(again, found)


def test_every_member_draws_as_often_as_the_others():
    constants = [lambda value: keras.layers.Rescaling(0.0, offset=float(value))] * 4
    generators = []
    for value, layer in enumerate(constants):
        latents = keras.Input((2,))
        generators.append(keras.Model(latents, layer(value)(latents)))
    joined = joined_generator(generators)
    for truncation in (None, 0.5):  # what chooses is not cut
        latents = draw_latents(8000, 3, 1, truncation, choices(4))
        found = joined(latents).numpy()[:, 0]
        shares = np.bincount(found.astype(int), minlength=4) / len(found)
        assert shares == pytest.approx(0.25, abs=0.02)  # four standard errors


def test_the_logit_is_the_mean_of_all():
    critics = [pair.critic for pair in pairs(2)]
    images = np.random.default_rng(2).uniform(-1, 1, (5, *SHAPE)).astype(np.float32)
    expected = np.mean([critic(images, training=False) for critic in critics], axis=0)
    assert np.allclose(joined_critic(critics)(images, training=False), expected, atol=1e-6)


def test_models_that_are_joined_stay_what_they_were():
    made, latents = pairs(2), np.zeros((3, 3), np.float32)
    models = [model for pair in made for model in (pair.generator, pair.critic)]
    names = [(model.name, [each.name for each in model.layers]) for model in models]
    before = [pair.generator(latents, training=False).numpy() for pair in made]
    for _ in range(2):  # nor does the next one find other names
        joined = joined_generator([pair.generator for pair in made])
        assert {"generator_0", "generator_1"} <= {each.name for each in joined.layers}
        joined_critic([pair.critic for pair in made])
    assert [(model.name, [each.name for each in model.layers]) for model in models] == names
    after = [pair.generator(latents, training=False).numpy() for pair in made]
    assert np.array_equal(before, after)
    shared = joined.get_layer("generator_0").variables
    assert all(one is other for one, other in zip(made[0].generator.variables, shared))


def test_one_alone_stays_what_it_is():
    (pair,) = pairs(1)
    assert joined_generator([pair.generator]) is pair.generator
    assert joined_critic([pair.critic]) is pair.critic
    assert choices(1) == 0  # no latent more
