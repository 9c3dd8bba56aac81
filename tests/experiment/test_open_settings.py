"""What the data decides where the config leaves it open."""

from dataclasses import replace

import numpy as np
import pytest

from augmentation.options import AugmentationConfig
from datasets.dataset import Dataset
from datasets.images.kind import ImageKind
from experiment.open_settings import with_settled_defaults
from gan.options import GanConfig, settled
from gan.remedies import rarity
from plan.config import ExperimentConfig


def labelled(images: np.ndarray, labels: np.ndarray, test_mask: np.ndarray) -> Dataset:
    """Two classes of images of four pixels, int [n, 4], with official test images."""
    pixels = images.astype(np.uint8).reshape(-1, 2, 2, 1)
    return Dataset(
        name="tiny",
        title="Tiny",
        kind=ImageKind.of(pixels, mirror_safe=True, mirror_reason="Because."),
        examples=pixels,
        labels=labels,
        class_names=("a", "b"),
        test_mask=test_mask,
        provenance="Made up.",
    )


def with_test_images(count: int) -> Dataset:
    """So many test images and 40 others, no two alike."""
    rows = np.arange(count + 40)
    zeros = np.zeros_like(rows)
    images = np.stack([rows % 256, rows // 256, zeros, zeros], axis=1)
    return labelled(images, rows % 2, rows < count)


@pytest.mark.parametrize(("test_images", "repeats"), [(20, 3), (999, 3), (1000, 1), (1500, 1)])
def test_repeats_follow_the_number_of_test_images(test_images, repeats):
    config = ExperimentConfig(samples_per_class=10, gan=GanConfig(rare_repeats=2))
    found = with_settled_defaults(config, with_test_images(test_images))
    assert (found.repeats, found.gan) == (repeats, settled(config.gan))


@pytest.mark.parametrize("repeats", [1, 2, 100])
def test_what_is_asked_for_stays(repeats):
    policy = AugmentationConfig(policy="paper")
    gan = GanConfig(rare_repeats=7, r1_weight=0.3)
    config = ExperimentConfig(repeats=repeats, gan=gan, augmentation=policy)
    for test_images in (20, 1500):
        assert with_settled_defaults(config, with_test_images(test_images)) == config


@pytest.mark.parametrize(
    ("mirror_safe", "known", "expected"),
    [(True, "", "gentle"), (False, "", "affine"), (True, "flip", "flip"), (False, "none", "none")],
)
def test_auto_becomes_what_is_usual_for_the_data(mirror_safe, known, expected):
    data = with_test_images(20)
    kind = ImageKind((2, 2, 1), mirror_safe, "Because.", known_policy=known)
    asked = AugmentationConfig(rotation_degrees=3.0)
    config = ExperimentConfig(samples_per_class=10, augmentation=asked)
    found = with_settled_defaults(config, replace(data, kind=kind)).augmentation
    assert found == replace(asked, policy=expected)


def two_classes(apart: int) -> Dataset:
    """Training images of two classes some grey levels apart, and misleading test images."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 40)
    levels = 60 + apart * labels[:, np.newaxis] + rng.integers(-5, 6, (80, 4))
    test_mask = np.arange(80) % 4 == 0
    # What a test image looks like must not matter: these stand for the other class each.
    levels[test_mask] = 60 + apart * (1 - labels[test_mask, np.newaxis])
    return labelled(levels, labels, test_mask)


@pytest.mark.parametrize(("apart", "expected"), [(100, rarity.REPEATS_WHERE_APART), (0, 1)])
def test_rare_images_come_more_often_where_training_images_of_classes_are_apart(apart, expected):
    found = with_settled_defaults(ExperimentConfig(repeats=1), two_classes(apart))
    assert found.gan.rare_repeats == expected


def test_a_single_class_is_shown_as_it_is():
    one = two_classes(100).select_classes(["a"])
    assert with_settled_defaults(ExperimentConfig(), one).gan.rare_repeats == 1


def test_data_that_cannot_be_split_is_left_to_the_check_that_says_so():
    config = ExperimentConfig(samples_per_class=1000)
    settled = with_settled_defaults(config, two_classes(100))
    assert (settled.repeats, settled.gan.rare_repeats) == (3, 1)
