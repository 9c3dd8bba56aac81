import numpy as np
import pytest

from arms.gaussian import MOST_COMPONENTS, draw
from datasets.images.kind import ImageKind
from plan.config import ExperimentConfig


def draw_gaussian_images(images, count, seed):
    kind = ImageKind.of(images, mirror_safe=True, mirror_reason="")
    return draw(kind, images, count, seed)


@pytest.fixture(scope="module")
def threes(digits):
    return digits.examples[digits.labels == 3]


def plane_of_images(count, seed=0):
    """Images that differ along two directions only, far from black and white."""
    rng = np.random.default_rng(seed)
    directions = rng.standard_normal((2, 36)) / 6
    scores = rng.standard_normal((count, 2)) * [60, 15]
    return np.rint(128 + scores @ directions).astype(np.uint8).reshape(count, 6, 6, 1)


def test_draws_have_the_mean_and_the_covariance_of_the_images():
    images = plane_of_images(400)
    drawn = draw_gaussian_images(images, 20_000, seed=1)
    assert drawn.shape == (20_000, 6, 6, 1) and drawn.dtype == np.uint8
    real, made = (part.reshape(len(part), -1).astype(float) for part in (images, drawn))
    np.testing.assert_allclose(made.mean(axis=0), real.mean(axis=0), atol=0.6)
    scale = np.abs(np.cov(real.T)).max()
    np.testing.assert_allclose(np.cov(made.T), np.cov(real.T), atol=0.05 * scale)


def test_draws_are_normal_along_the_directions_of_the_images():
    """Two directions of variance in, two out: what is left is the rounding of pixels."""
    images = plane_of_images(400)
    drawn = draw_gaussian_images(images, 5000, seed=1).reshape(5000, -1).astype(float)
    centred = drawn - drawn.mean(axis=0)
    variances = np.linalg.svd(centred, compute_uv=False) ** 2 / 4999
    assert variances[1] > 100 and variances[2] < 1
    score = centred @ np.linalg.svd(centred, full_matrices=False)[2][0] / np.sqrt(variances[0])
    assert np.mean(np.abs(score) < 1) == pytest.approx(0.683, abs=0.02)
    assert np.mean(np.abs(score) < 2) == pytest.approx(0.954, abs=0.01)


def test_values_beyond_the_range_are_clipped(threes):
    """Digits are black and white: a Gaussian without clipping would wrap round."""
    drawn = draw_gaussian_images(threes, 300, seed=0)
    always_black = (threes == 0).all(axis=0)
    assert always_black.any() and not drawn[:, always_black].any()
    assert (drawn == 0).mean() > 0.2 and drawn.max() == 255


def test_image_i_does_not_depend_on_how_many_are_drawn(threes):
    threes = threes[:60]
    many = draw_gaussian_images(threes, 612, seed=5)
    for count in (8, 251):
        assert np.array_equal(draw_gaussian_images(threes, count, seed=5), many[:count])
    assert not np.array_equal(draw_gaussian_images(threes, 612, seed=6), many)
    assert len(np.unique(many, axis=0)) == 612


@pytest.mark.parametrize("count", [2, 5])
def test_few_images_span_all_that_is_drawn(smooth_images, count):
    """n images have n - 1 directions; everything drawn lies in them, up to clipping."""
    images = (smooth_images(count, 12, 3) // 4 + 96).astype(np.uint8)
    drawn = draw_gaussian_images(images, 40, seed=0).reshape(40, -1).astype(float)
    real = images.reshape(count, -1).astype(float)
    basis = np.linalg.svd(real - real.mean(axis=0), full_matrices=False)[2][: count - 1]
    centred = drawn - real.mean(axis=0)
    inside = (drawn > 0).all(axis=1) & (drawn < 255).all(axis=1)
    rest = (centred - centred @ basis.T @ basis)[inside]
    assert inside.sum() > 20 and np.abs(rest).max() < 2
    assert len(np.unique(drawn, axis=0)) == 40


@pytest.mark.parametrize("count", [1, 3])
def test_images_without_variance_are_repeated(smooth_images, count):
    images = np.repeat(smooth_images(1, 8), count, axis=0)
    drawn = draw_gaussian_images(images, 5, seed=0)
    assert np.array_equal(drawn, np.repeat(images[:1], 5, axis=0))


def test_the_number_of_components_is_bounded():
    rng = np.random.default_rng(0)
    images = rng.integers(90, 166, (400, 16, 16, 1)).astype(np.uint8)
    drawn = draw_gaussian_images(images, 2000, seed=0).reshape(2000, -1).astype(float)
    variances = np.linalg.eigvalsh(np.cov(drawn.T))[::-1]
    assert (variances > 2).sum() == MOST_COMPONENTS


def test_the_control_is_not_among_the_default_arms():
    assert ExperimentConfig().arms == ("original", "augmented", "synthetic")
