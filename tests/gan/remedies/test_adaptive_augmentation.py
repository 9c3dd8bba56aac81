"""The probability by hand, images that are changed with it, and the whole in a training."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from foundation.errors import UserError
from gan.checks import check_config
from gan.networks import build_networks
from gan.options import GanConfig
from gan.remedies.adaptive_augmentation import AugmentationProbability
from gan.trainer import GanTrainer
from tests.gan.families import pixels

SURE, UNSURE = tf.ones((100, 1)), -tf.ones((100, 1))
STEP = 100 / 20_000


def test_the_sign_is_a_running_mean_and_the_probability_follows_it():
    control = AugmentationProbability(0.6)
    probabilities = [control.follow(SURE, UNSURE)["augmentation_probability"] for _ in range(6)]
    # The mean sign 1 - 0.75^n is above 0.6 from the fourth update on.
    assert control.sign.numpy() == pytest.approx(1 - 0.75**6)
    assert np.allclose(probabilities, [0, 0, 0, 0, STEP, 2 * STEP])
    for _ in range(2):
        control.follow(UNSURE, UNSURE)
    assert control.probability.numpy() == pytest.approx(STEP, abs=1e-6)


def test_it_stays_from_0_to_1():
    control = AugmentationProbability(0.6)
    control.probability.assign(1.0)
    control.sign.assign(1.0)
    control.follow(SURE, UNSURE)
    assert control.probability.numpy() == 1.0
    control.probability.assign(0.0)
    control.sign.assign(-1.0)
    control.follow(UNSURE, UNSURE)
    assert control.probability.numpy() == 0.0


@pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
def test_so_many_images_are_changed_each_on_its_own(probability):
    control = AugmentationProbability(0.6)
    control.probability.assign(probability)
    view = control.sometimes(lambda images, seed, done: images + 1.0)
    found = view(tf.zeros((1000, 2, 2, 1)), tf.constant([1, 2]), 0.0).numpy()
    assert set(np.unique(found)) <= {0.0, 1.0}
    assert (np.ptp(found, axis=(1, 2, 3)) == 0).all()  # an image is changed as a whole
    assert found.mean() == pytest.approx(probability, abs=0.05)


def config(**fields) -> GanConfig:
    small = {"width": 4, "latent_dim": 3, "batch_size": 4, "adaptive_augmentation": 0.6}
    return GanConfig(**small, **fields)


def test_the_augmentation_alone_becomes_a_matter_of_chance():
    options = {"differentiable_augmentation": ("cutout",), "instance_noise": 0.2}
    recipe = build_networks(pixels(8, 8, 1), config(**options), seed=0)
    images = tf.ones((50, 8, 8, 1))
    noisy = recipe.seen(images, tf.constant([1, 2]), 3, 0.0).numpy()
    assert noisy.min() > 0 and noisy.std() == pytest.approx(0.2, abs=0.02)  # nothing is cut out
    recipe.states["augmentation"][1].assign(1.0)
    assert recipe.seen(images, tf.constant([1, 2]), 3, 0.0).numpy().min() < 0


def test_a_training_records_it_and_goes_on_with_it():
    trainer = GanTrainer(
        pixels(8, 8, 1),
        # An aim that the running mean soon passes: the probability is on its way when it is saved.
        replace(
            config(updates=8, differentiable_augmentation=("cutout",)), adaptive_augmentation=1e-6
        ),
    )
    trainer._rounds_per_call, trainer._adapt_call = 4, lambda seconds: None
    images = np.random.default_rng(0).uniform(-1, 1, (8, 8, 8, 1)).astype(np.float32)
    whole = list(trainer.train(images, seed=2))
    expected = trainer.state()
    column = trainer.recipe.statistics.index("augmentation_probability")
    assert max(progress.statistics[:, column].max() for progress in whole) > 0
    next(trainer.train(images, seed=2))
    state = trainer.state()
    assert {"augmentation/0", "augmentation/1"} <= set(state)
    list(trainer.train(images, seed=3))
    list(trainer.train(images, seed=2, state=state))
    found = trainer.state()
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_without_an_augmentation_it_is_refused():
    expected = "adaptive_augmentation: expected 0 without gan.differentiable_augmentation, found"
    with pytest.raises(UserError, match=expected):
        check_config(config())
