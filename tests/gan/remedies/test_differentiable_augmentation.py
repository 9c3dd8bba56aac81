"""Augmentation inside the GAN, against plain loops."""

import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.remedies.catalog import REMEDIES
from gan.remedies.differentiable_augmentation import TRANSFORMS
from tests.gan.families import pixels

SEED = tf.constant([3, 7])
HEIGHT, WIDTH = 16, 24


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).uniform(0.1, 1, (40, HEIGHT, WIDTH, 3)).astype(np.float32)


def apply(name, images, seed=SEED):
    return TRANSFORMS[name](tf.constant(images), seed).numpy()


def shifted(image, down, right):
    """Row i takes row i + down, column j takes column j + right; 0 from outside."""
    result = np.zeros_like(image)
    for i in range(HEIGHT):
        for j in range(WIDTH):
            if 0 <= i + down < HEIGHT and 0 <= j + right < WIDTH:
                result[i, j] = image[i + down, j + right]
    return result


def test_translation_is_a_shift_by_up_to_an_eighth(images):
    moved = apply("translation", images)
    shifts = []
    for before, after in zip(images, moved):
        found = [
            (down, right)
            for down in range(-3, 4)
            for right in range(-4, 5)
            if np.allclose(shifted(before, down, right), after, atol=1e-6)
        ]
        assert len(found) == 1
        shifts += found
    down, right = zip(*shifts)
    assert (min(down), max(down)) == (-2, 2) and (min(right), max(right)) == (-3, 3)


def test_cutout_blanks_one_rectangle_of_half_of_each_side_cut_off_by_the_edges(images):
    cut = apply("cutout", images)
    sizes = []
    for before, after in zip(images, cut):
        hole = (after == 0).all(axis=-1)
        rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
        assert hole.sum() == len(rows) * len(columns) > 0
        assert np.ptp(rows) == len(rows) - 1 and np.ptp(columns) == len(columns) - 1
        assert np.array_equal(after[~hole], before[~hole])
        sizes.append((len(rows), len(columns)))
        if 0 not in rows and HEIGHT - 1 not in rows:
            assert len(rows) == HEIGHT // 2
    assert max(rows for rows, _ in sizes) == HEIGHT // 2
    assert max(columns for _, columns in sizes) == WIDTH // 2
    assert min(rows for rows, _ in sizes) < HEIGHT // 2


def test_color_changes_brightness_saturation_and_contrast_of_whole_images(images):
    coloured = apply("color", images)
    saturations = []
    for before, after in zip(images, coloured):
        # Brightness, saturation and contrast keep the order of grey levels and of hues:
        # what is left of an image without its grey part is the old one times one number.
        old = before - before.mean(axis=2, keepdims=True)
        new = after - after.mean(axis=2, keepdims=True)
        factor = (old * new).sum() / (old * old).sum()
        assert new == pytest.approx(factor * old, abs=1e-5)
        grey_old, grey_new = before.mean(axis=2).ravel(), after.mean(axis=2).ravel()
        contrast, shift = np.polyfit(grey_old, grey_new, 1)
        assert grey_new == pytest.approx(contrast * grey_old + shift, abs=1e-5)
        assert 0.5 <= contrast <= 1.5
        # Contrast turns about the image's mean, so the mean shows the brightness alone.
        assert -0.5 <= grey_new.mean() - grey_old.mean() <= 0.5
        saturations.append(factor / contrast)
    assert 0 <= min(saturations) < 0.3 and 1.7 < max(saturations) <= 2


def test_color_leaves_grey_images_alone(images):
    grey = images[..., :1]
    assert np.array_equal(apply("color", grey), grey)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_a_seed_decides_and_every_image_draws_its_own(name, images):
    same = np.repeat(images[:1], 8, axis=0)
    first = apply(name, same)
    assert np.array_equal(first, apply(name, same))
    assert not np.array_equal(first, apply(name, same, tf.constant([3, 8])))
    assert any(not np.array_equal(first[0], other) for other in first[1:])


def recipe_of(*names):
    config = GanConfig(width=4, latent_dim=3, differentiable_augmentation=names)
    return build_networks(pixels(HEIGHT, WIDTH, 3), config, seed=0)


def test_the_critic_sees_the_names_in_order_each_with_its_own_seed(images):
    fold_in = tf.random.experimental.stateless_fold_in
    names = ("translation", "cutout")
    seen = recipe_of(*names).seen(tf.constant(images), SEED, purpose=3).numpy()
    step = images
    for place, name in enumerate(names):
        step = apply(name, step, fold_in(fold_in(SEED, 3), place))
    assert np.array_equal(seen, step)
    assert recipe_of().seen(images, SEED, purpose=3) is images


def test_the_row_names_the_transforms():
    assert set(REMEDIES["differentiable_augmentation"].choices) == set(TRANSFORMS)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_gradients_flow_back_to_the_images(name, images):
    variable = tf.constant(images[:4])
    with tf.GradientTape() as tape:
        tape.watch(variable)
        total = tf.reduce_sum(TRANSFORMS[name](variable, SEED) ** 2)
    gradient = tape.gradient(total, variable).numpy()
    assert np.isfinite(gradient).all() and (np.abs(gradient).sum(axis=(1, 2, 3)) > 0).all()
