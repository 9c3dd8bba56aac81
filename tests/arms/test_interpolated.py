"""The control of interpolated examples, against what a line between two points is."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE

from arms.interpolated import NEIGHBOURS, draw
from datasets.images.kind import ImageKind
from foundation.seeds import derive_seed


def interpolate(images, count, seed=0):
    return draw(ImageKind.of(images, mirror_safe=True, mirror_reason=""), images, count, seed)


def distances(points):
    return np.linalg.norm(points[:, None] - points[None], axis=2)


@pytest.mark.parametrize("count", [2, 4, 30])
def test_every_example_lies_between_one_and_a_near_neighbour_of_it(count):
    """Tried for all pairs: the distance to the line is that of rounding to whole grey levels."""
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (count, 6, 6, 1), dtype=np.uint8)
    real = images.reshape(count, -1).astype(float)
    nearest = distances(real).argsort(axis=1)[:, 1 : NEIGHBOURS + 1]
    places = []
    for made in interpolate(images, 60).reshape(60, -1).astype(float):
        best = (np.inf, None)
        for start, others in enumerate(nearest):
            for end in others:
                line = real[end] - real[start]
                place = np.clip((made - real[start]) @ line / (line @ line), 0, 1)
                off = np.abs(made - real[start] - place * line).max()
                best = min(best, (off, (place, start)), key=lambda found: found[0])
        assert best[0] < 1.01
        places.append(best[1])
    along, starts = np.array([place for place, _ in places]), {start for _, start in places}
    assert along.min() < 0.2 and along.max() > 0.8  # all along the lines
    assert len(starts) > count / 3


def test_two_images_give_blends_of_both():
    images = np.stack([np.zeros((8, 8, 1), np.uint8), np.full((8, 8, 1), 200, np.uint8)])
    made = interpolate(images, 3000)
    assert (made == made[:, :1, :1]).all()  # one grey level each
    levels = made[:, 0, 0, 0]
    assert levels.min() < 5 and levels.max() > 195
    assert levels.mean() == pytest.approx(100, abs=5)
    assert levels.std() == pytest.approx(200 / np.sqrt(12), abs=5)  # uniform


def test_one_image_is_repeated(smooth_images):
    image = smooth_images(1, 8)
    assert np.array_equal(interpolate(image, 5), np.repeat(image, 5, axis=0))


def test_equal_images_give_the_same_again(smooth_images):
    images = np.repeat(smooth_images(1, 8), 4, axis=0)
    assert np.array_equal(interpolate(images, 5), np.repeat(images[:1], 5, axis=0))


def test_image_i_does_not_depend_on_how_many_are_drawn_over_several_passes(digits):
    images = digits.examples[digits.labels == 3][:20]
    many = interpolate(images, 2100, seed=5)
    assert many.shape == (2100, 16, 16, 1) and many.dtype == np.uint8
    for count in (8, 1001):
        assert np.array_equal(interpolate(images, count, seed=5), many[:count])
    # Passes do not repeat each other.
    assert not np.array_equal(many[:1000], many[1000:2000])
    assert len(np.unique(many, axis=0)) > 2000


def test_it_is_what_smote_makes_of_the_class_alone(digits):
    """The first pass, against imbalanced-learn with its own search of neighbours."""
    images = digits.examples[digits.labels == 3][:30]
    values = np.concatenate([images.reshape(30, -1) / 127.5 - 1, np.zeros((1030, 256))])
    smote = SMOTE(k_neighbors=5, random_state=derive_seed(4, "pass", 0))
    filled, _ = smote.fit_resample(values, np.repeat([0, 1], [30, 1030]))
    expected = (filled[1060:].reshape(-1, 16, 16, 1) + 1) * 127.5
    assert np.abs(interpolate(images, 1000, seed=4) - expected).max() < 0.51
