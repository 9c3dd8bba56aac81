"""The family of rows of a table."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from gan.checks import check_config
from gan.networks import build_networks
from gan.of_class import with_code
from gan.options import GanConfig
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
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


@pytest.mark.parametrize("conditional", [False, True], ids=["of one class", "told the class"])
def test_a_pack_has_one_logit_of_its_rows_side_by_side(conditional):
    config = GanConfig(networks="rows", pack=3, conditional=conditional, width=8)
    critic = build_networks(RowSpans((4,)), config, 0, 2).critic
    first, second, last = (layer for layer in critic.layers if layer.weights)
    rng = np.random.default_rng(0)
    rows, codes = rng.normal(size=(7, 4)), np.eye(2)[rng.integers(2, size=7)]
    whole = np.concatenate([rows, codes], axis=1) if conditional else rows
    filled = [*whole, *whole[:2]]
    expected = []
    for start in (0, 3, 6):
        x = np.concatenate(filled[start : start + 3])[None].astype(np.float32)
        for layer in (first, second):
            x = keras.ops.leaky_relu(layer(x), 0.2)
        expected += [float(last(x)[0, 0])] * 3
    found = critic([rows, codes] if conditional else rows).numpy()
    np.testing.assert_allclose(found[:, 0], expected[:7], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("conditional, pack", [(False, 1), (True, 1), (True, 4)])
def test_wasserstein_with_a_gradient_penalty_and_ctgans_packs_are_options_alone(conditional, pack):
    """As CTGAN trains: WGAN-GP, weight 10, and packs."""
    rng = np.random.default_rng(0)
    labels = (np.arange(200) % 2).astype(np.int32)
    numbers = rng.normal(np.where(labels, 1.0, -1.0) if conditional else 1.0, 0.3, 200)
    rows = np.stack([numbers, np.zeros(200), *np.eye(2)[labels].T], axis=1).astype(np.float32)
    config = GanConfig(
        **{"networks": "rows", "latent_dim": 4, "width": 16, "batch_size": 32, "updates": 500},
        **{"loss": "wasserstein", "gradient_penalty_weight": 10.0, "critic_steps": 2},
        **{"r1_weight": 0.0, "r2_weight": 0.0, "beta_1": 0.5, "beta_2": 0.9},
        conditional=conditional,
        pack=pack,
    )
    check_config(config, kind="table")
    trainer = GanTrainer(RowSpans((4,)), config, 2)
    found = np.concatenate([step.statistics for step in trainer.train(rows, 0, labels=labels)])
    assert np.isfinite(found).all()
    latents = rng.standard_normal((400, trainer.recipe.latent_dim)).astype(np.float32)
    means = []
    for index in range(2 if conditional else 1):
        told = with_code(latents, index, trainer.recipe.classes)
        means.append(trainer.averaged_generator(told).numpy()[:, 0].mean())
    assert means == pytest.approx([-1.0, 1.0] if conditional else [1.0], abs=0.5)


def test_an_update_takes_whole_packs_of_a_small_class():
    config = replace(CONFIG, batch_size=64, pack=8)
    sizes = [TrainingPlan(count, config).examples_per_update for count in (200, 50, 5)]
    assert sizes == [64, 48, 8]


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
