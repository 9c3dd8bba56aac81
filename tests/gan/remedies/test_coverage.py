"""The pull towards every training image, against plain loops."""

import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.remedies.coverage import Anchors, coverage_loss, nearest
from gan.trainer import GanTrainer
from tests.gan.families import pixels

SHAPE = (8, 8, 1)


@pytest.fixture(scope="module")
def images(smooth_images):
    return smooth_images(5).astype(np.float32) / 127.5 - 1


def test_the_loss_is_the_mean_squared_difference(images):
    other = images[::-1].copy()
    expected = np.mean([(one - two) ** 2 for one, two in zip(images, other)])
    assert float(coverage_loss(images, other)) == pytest.approx(expected, rel=1e-5)
    assert float(coverage_loss(images, images)) == 0


def test_large_images_are_compared_after_averaging():
    rng = np.random.default_rng(0)
    one, two = rng.uniform(-1, 1, (2, 3, 64, 64, 3)).astype(np.float32)
    squares = []
    for first, second in zip(one, two):
        for row in range(0, 64, 2):
            for column in range(0, 64, 2):
                block = np.s_[row : row + 2, column : column + 2]
                difference = first[block].mean(axis=(0, 1)) - second[block].mean(axis=(0, 1))
                squares.append(difference**2)
    assert float(coverage_loss(one, two)) == pytest.approx(np.mean(squares), rel=1e-4)


def test_nearest_is_found_as_by_a_loop(images):
    candidates = np.random.default_rng(1).uniform(-1, 1, (40, *SHAPE)).astype(np.float32)
    candidates[7] = images[2] + 0.01
    expected = [
        int(np.argmin([((image - candidate) ** 2).sum() for candidate in candidates]))
        for image in images
    ]
    assert nearest(tf.constant(images), tf.constant(candidates)).numpy().tolist() == expected
    assert expected[2] == 7


def test_anchors_are_the_latents_whose_images_are_nearest_and_stay_for_an_interval(images):
    config = GanConfig(width=4, latent_dim=3)
    generator = build_networks(pixels(*SHAPE), config, seed=0).generator
    anchors = Anchors(generator, latent_dim=3, interval=4)
    data, everything = tf.constant(images), tf.range(len(images))

    def of(update, batch=everything):
        return anchors.of(data, batch, tf.constant([9, update])).numpy()

    first = of(0)
    # Ten latents are drawn for each image; the seed of unit and update decides.
    pool = tf.random.stateless_normal((10 * len(images), 3), [9, 0])
    drawn = generator(pool, training=False).numpy()
    for image, anchor in zip(images, first):
        distances = ((drawn - image) ** 2).sum(axis=(1, 2, 3))
        assert anchor == pytest.approx(pool.numpy()[distances.argmin()])
    assert np.array_equal(of(1), first) and np.array_equal(of(3), first)
    assert np.array_equal(of(2, tf.constant([4, 1])), first[[4, 1]])
    assert not np.array_equal(of(4), first)


def test_training_with_the_pull_covers_the_images(images):
    """Every image finds a drawn one that is nearer than without the pull."""

    def distance(weight):
        config = GanConfig(
            width=8, latent_dim=2, mapping_layers=1, batch_size=5, updates=60, dropout=0.0,
            generator_learning_rate=5e-3, ema_decay=0.0, coverage_weight=weight,
            coverage_interval=10,
        )  # fmt: skip
        trainer = GanTrainer(pixels(*SHAPE), config)
        list(trainer.train(images, seed=3))
        pool = np.random.default_rng(0).standard_normal((200, 2)).astype(np.float32)
        drawn = trainer.recipe.generator(pool, training=False).numpy()
        squares = ((images[:, None] - drawn[None]) ** 2).mean(axis=(2, 3, 4))
        return squares.min(axis=1).mean()

    assert distance(20.0) < 0.8 * distance(0.0)
