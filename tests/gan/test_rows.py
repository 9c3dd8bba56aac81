"""The family of rows of a table."""

import numpy as np

from gan.networks import build_networks
from gan.options import GanConfig
from gan.trainer import GanTrainer
from tests.gan.families import RowSpans

CONFIG = GanConfig(
    networks="rows",
    **{"loss": "relativistic", "r1_weight": 0.1, "r2_weight": 0.1, "r1_interval": 2},
    **{"latent_dim": 4, "width": 16, "batch_size": 32, "updates": 600, "beta_2": 0.99},
)


def draw(trainer, count):
    generator = trainer.averaged_generator
    latents = np.random.default_rng(5).standard_normal((count, generator.input_shape[-1]))
    return generator(latents.astype(np.float32)).numpy()


def test_latents_are_followed_by_noise_for_categories_and_the_code_of_a_class():
    recipe = build_networks(RowSpans((6,)), GanConfig(networks="rows", conditional=True), 0, 3)
    assert recipe.noise == 4
    assert recipe.latent_dim == 64 + 4
    assert recipe.generator.input_shape == (None, 64 + 4 + 3)


def test_it_learns_means_spreads_and_shares_of_categories():
    rng = np.random.default_rng(0)
    category = rng.choice(3, 400, p=[0.6, 0.3, 0.1])
    number = rng.normal([-1.0, 1.5, 0.0], 0.3, (400, 3))[np.arange(400), category]
    rows = np.concatenate([number[:, None], np.zeros((400, 1)), np.eye(3)[category]], axis=1)
    trainer = GanTrainer(RowSpans((5,)), CONFIG)
    for _ in trainer.train(rows.astype(np.float32), seed=0):
        pass
    drawn = draw(trainer, 2000)
    kinds = drawn[:, 2:].argmax(axis=1)
    shares = np.bincount(kinds, minlength=3) / 2000
    assert np.abs(shares - np.bincount(category) / 400).max() < 0.15
    first, second = (drawn[kinds == kind, 0].mean() for kind in (0, 1))
    assert second - first > 1.25  # half of what it is in the data: they belong together
    assert 0.5 < drawn[:, 0].std() / number.std() < 1.5
