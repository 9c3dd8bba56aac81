import numpy as np
import pytest

from metrics.collapse import COLLAPSE_RATIO, distinct, median_neighbour_distance, neighbour_ratio
from tests import references


@pytest.fixture(scope="module", params=range(10), ids=str)
def halves(request, digits):
    """Two disjoint halves of a class of real digits: real, and "generated" by a perfect GAN."""
    images = digits.examples[digits.labels == request.param]
    middle = len(images) // 2
    return images[:middle], images[middle:]


@pytest.fixture(scope="module")
def one_class(digits):
    """The halves of one class, for what is told by plain loops."""
    images = digits.examples[digits.labels == 3]
    return images[:80], images[80:]


def with_noise(images, seed=0):
    """Every pixel off by -1, 0 or 1 grey level: what a generator's noise leaves after rounding."""
    noise = np.random.default_rng(seed).integers(-1, 2, images.shape)
    return np.clip(images.astype(int) + noise, 0, 255).astype(np.uint8)


def test_ten_healthy_generators_are_not_flagged(halves):
    real, fake = halves
    assert neighbour_ratio(real, fake, seed=0) > 5 * COLLAPSE_RATIO


@pytest.mark.parametrize("noisy", [False, True], ids=["exact", "noisy"])
@pytest.mark.parametrize("known", [1, 2])
def test_a_generator_that_knows_one_or_two_images_is_flagged(halves, known, noisy):
    real, fake = halves
    images = fake[np.random.default_rng(0).integers(0, known, 256)]
    ratio = neighbour_ratio(real, with_noise(images) if noisy else images, seed=0)
    assert ratio < COLLAPSE_RATIO
    assert noisy or ratio == 0


def test_the_two_images_may_be_as_different_as_can_be(smooth_images):
    extremes = np.array([0, 255], np.uint8)[np.arange(256) % 2]
    fake = np.broadcast_to(extremes[:, None, None, None], (256, 8, 8, 1))
    assert neighbour_ratio(smooth_images(256), fake, seed=0) == 0


@pytest.mark.parametrize("side, channels", [(8, 1), (28, 1), (32, 3)])
def test_smooth_random_images_are_not_flagged(smooth_images, side, channels):
    real = smooth_images(256, side, channels, seed=1)
    fake = smooth_images(256, side, channels, seed=2)
    assert 0.5 < neighbour_ratio(real, fake, seed=0) < 2


def test_distance_and_ratio_equal_the_plain_loop(one_class):
    real, fake = (images[:40] for images in one_class)
    expected = references.median_neighbour_distance(real)
    assert median_neighbour_distance(real) == pytest.approx(expected, rel=1e-4)
    ratio = references.median_neighbour_distance(fake) / expected
    assert neighbour_ratio(real, fake, seed=0) == pytest.approx(ratio, rel=1e-4)


def test_both_sides_are_measured_on_the_same_number_of_images(one_class):
    real, fake = one_class
    expected = references.median_neighbour_distance(fake[:9])
    expected /= references.median_neighbour_distance(real[:9])
    assert neighbour_ratio(real[:9], fake, seed=0) == pytest.approx(expected, rel=1e-4)


def test_of_many_real_images_the_seed_draws_some(smooth_images):
    """Not the first ones of the file, which can be a burst of one scene."""
    burst = with_noise(np.repeat(smooth_images(1, seed=5), 256, axis=0))
    real = np.concatenate([burst, smooth_images(2000, seed=1)])
    fake = smooth_images(256, seed=2)
    ratios = [neighbour_ratio(real, fake, seed) for seed in (0, 1, 0)]
    assert ratios[0] == ratios[2] != ratios[1]
    # The burst alone would be a yardstick ten times too short.
    assert all(0.5 < ratio < 2 for ratio in ratios)
    assert neighbour_ratio(burst, fake, seed=0) > 5


def test_images_that_repeat_count_once(one_class):
    real, fake = one_class
    expected = neighbour_ratio(real, fake, seed=0)
    shuffled = np.concatenate([real, real[::-1], real[:9]])
    assert np.array_equal(distinct(shuffled), real)
    assert neighbour_ratio(shuffled, fake, seed=0) == expected
    constant = np.repeat(fake[:1], 256, axis=0)
    assert neighbour_ratio(shuffled, constant, seed=0) == 0


def test_nothing_is_said_where_there_is_no_measure(one_class):
    real, fake = one_class
    assert neighbour_ratio(real[:1], fake, seed=0) is None
    assert neighbour_ratio(np.repeat(real[:1], 20, axis=0), fake, seed=0) is None
    assert neighbour_ratio(real, fake[:1], seed=0) is None
    # Different as they are stored, and equal in float32.
    assert neighbour_ratio(np.array([[1e9], [1e9 + 1]]), np.ones((2, 1)), seed=0) is None


def test_rows_that_are_equal_by_chance_are_no_copies():
    """Of three yes/no columns there are eight rows: most of many have an equal, real or drawn."""
    rng = np.random.default_rng(0)
    real, fake = (rng.integers(0, 2, (100, 3)).astype(np.float32) for _ in range(2))
    assert neighbour_ratio(real, fake, seed=0) == 0
    assert neighbour_ratio(real, fake, seed=0, equal_by_chance=True) is None
    numbers, one = rng.normal(size=(100, 3)), np.ones((100, 3))
    assert neighbour_ratio(numbers, one, seed=0, equal_by_chance=True) == 0
