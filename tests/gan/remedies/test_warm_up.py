"""The generator stays as it was drawn for so many updates, and learns afterwards."""

import numpy as np
import pytest

from foundation.errors import UserError
from gan.checks import check_config
from gan.networks import build_networks
from gan.options import GanConfig
from gan.trainer import GanTrainer
from tests.gan.families import pixels

SHAPE = (8, 8, 1)
IMAGES = np.random.default_rng(0).uniform(-1, 1, (8, *SHAPE)).astype(np.float32)


def weights_after(updates):
    fields = {"width": 4, "latent_dim": 3, "batch_size": 4, "warm_up_updates": 3}
    config = GanConfig(**fields, updates=6)
    trainer = GanTrainer(pixels(*SHAPE), config)
    trainer._rounds_per_call = updates
    assert next(trainer.train(IMAGES, seed=2)).updates == updates
    fresh = build_networks(pixels(*SHAPE), config, seed=2)
    return [
        [
            np.array_equal(one.numpy(), other.numpy())
            for one, other in zip(model.trainable_variables, start.trainable_variables)
        ]
        for model, start in (
            (trainer.recipe.generator, fresh.generator),
            (trainer.recipe.critic, fresh.critic),
        )
    ]


def test_the_discriminator_learns_alone_at_first():
    generator, critic = weights_after(3)
    assert all(generator) and not any(critic)
    generator, critic = weights_after(4)
    assert not any(generator) and not any(critic)


def test_a_start_as_long_as_the_training_is_refused():
    with pytest.raises(UserError, match="warm_up_updates: expected fewer than the updates"):
        check_config(GanConfig(updates=5, warm_up_updates=5))
