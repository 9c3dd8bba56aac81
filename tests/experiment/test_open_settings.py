"""What the data decides where the config leaves it open."""

from dataclasses import replace

import numpy as np
import pytest

from arms.catalog import arms_of
from augmentation.options import AugmentationConfig
from datasets.dataset import Dataset
from datasets.images.kind import ImageKind
from experiment.open_settings import settled_selection, smallest_class, with_settled_defaults
from foundation.errors import UserError
from gan.options import GanConfig, settled
from plan.config import ExperimentConfig
from plan.presets import preset_config
from plan.run import draw_run_split


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
    assert (found.repeats, found.selection) == (repeats, "last")
    assert found.gan == settled(config.gan)


@pytest.mark.parametrize("repeats", [1, 2, 100])
def test_what_is_asked_for_stays(repeats):
    policy = AugmentationConfig(policy="paper")
    gan = GanConfig(rare_repeats=7, r1_weight=0.3)
    config = ExperimentConfig(repeats=repeats, gan=gan, augmentation=policy, selection="last")
    for test_images in (20, 1500):
        assert with_settled_defaults(config, with_test_images(test_images)) == config


def test_of_all_arms_those_are_left_that_suit_the_kind_of_data():
    data = with_test_images(20)
    found = with_settled_defaults(ExperimentConfig(arms=("all",)), data).arms
    assert list(found) == arms_of("images") and "resampled" in found
    named = ExperimentConfig(arms=("original", "copula"))
    with pytest.raises(UserError, match=r"arms for data of the kind images \(original, .*copula"):
        with_settled_defaults(named, data)


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


def pictures(sizes: list[int], test_images: int = 0, validation_images: int = 0) -> Dataset:
    """Classes of such sizes, no two pictures alike; the first so many of each class are given."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    rows, place = np.arange(len(labels)), np.concatenate([np.arange(n) for n in sizes])
    pixels = rows.astype("<u4").view(np.uint8).reshape(-1, 2, 2, 1)
    is_test = place < test_images
    given = ~is_test & (place < test_images + validation_images)
    return Dataset(
        name="sizes",
        title="Sizes",
        kind=ImageKind.of(pixels, mirror_safe=True, mirror_reason="Because."),
        examples=pixels,
        labels=labels,
        class_names=tuple(f"c{index}" for index in range(len(sizes))),
        test_mask=is_test if test_images else None,
        validation_mask=given if validation_images else None,
        provenance="Made up.",
    )


# A tenth of each class, rounded: 994 give 99, 995 give 100.
@pytest.mark.parametrize(("samples", "selection"), [
    (2, "last"), (10, "last"), (994, "last"), (995, "validation"), (1000, "validation"),
    (None, "validation"),
])  # fmt: skip
def test_nothing_is_chosen_on_fewer_than_1000_validation_images(samples, selection):
    data = pictures([2020] * 10, test_images=20)
    config = ExperimentConfig(samples_per_class=samples)
    settled_config = with_settled_defaults(config, data)
    assert settled_config.selection == selection
    assert settled_selection(settled_config, data) == selection  # settled again, it stays
    split = draw_run_split(data, settled_config)
    used = 10 * (samples or 2000)
    held = 0 if selection == "last" else len(split.validation)
    assert held in (0, *range(1000, 2001)) and len(split.train) == used - held


@pytest.mark.parametrize(("given", "selection"), [(99, "last"), (100, "validation")])
def test_given_validation_images_are_counted_too(given, selection):
    data = pictures([150] * 10, test_images=20, validation_images=given)
    settled_config = with_settled_defaults(ExperimentConfig(), data)
    assert settled_config.selection == selection
    assert len(draw_run_split(data, settled_config).train) == (1300 if given < 100 else 300)


@pytest.mark.parametrize("selection", ["none", "last"])
def test_a_selection_that_was_asked_for_stays(selection):
    data = pictures([2000] * 2)
    config = ExperimentConfig(selection=selection)
    assert with_settled_defaults(config, data).selection == selection


def test_training_images_are_nested_at_the_sizes_of_a_study():
    data = pictures([2020] * 10, test_images=20)
    splits = [
        draw_run_split(data, with_settled_defaults(ExperimentConfig(samples_per_class=n), data))
        for n in (2, 10, 50, 500, 800, 1000, 1500, None)
    ]
    assert [len(split.validation) > 0 for split in splits] == [False] * 5 + [True] * 3
    for smaller, larger in zip(splits, splits[1:]):
        assert set(smaller.train) < set(larger.train)
        assert np.array_equal(smaller.test, larger.test)
        assert set(smaller.validation) <= set(larger.validation)


# A fifth of 10,000 is for test; a tenth of the other 8,000 is held out for validation.
@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 7200),
        ({"samples_per_class": 5000}, 4500),
        ({"samples_per_class": 500}, 500),  # 100 validation images: none is held out
        ({"selection": "last"}, 8000),
        ({"selection": "none"}, 8000),
        ({"samples_per_class": 9999}, 10_000),  # more than there are: said later, by the split
        ({"preset": "paper"}, 10_000),
        ({"preset": "paper", "samples_per_class": 500}, 500),
    ],
)
def test_the_smallest_class_is_counted_after_the_split(fields, count):
    data = pictures([10_000, 12_000])
    expected = min(count, fields.get("samples_per_class", count))
    assert smallest_class(data, ExperimentConfig(**fields)) == expected


def test_the_smallest_class_has_no_given_test_images_and_no_twins_of_them():
    data = pictures([12_000, 9100], test_images=50)
    assert smallest_class(data, ExperimentConfig()) == 8145  # of 9,050
    examples = data.examples.copy()
    smaller = np.flatnonzero(data.labels == 1)
    examples[smaller[50:150]] = examples[smaller[0]]  # pixels of a test image
    data = replace(data, examples=examples)
    assert smallest_class(data, ExperimentConfig()) == 8055  # of 8,950


def test_a_folder_of_1000_a_class_gets_the_recipe_of_small_classes():
    """What is left of it to train on decides, and not what lies in the folder."""
    # A fifth is for test. With 5,000 a class nothing is held out of the rest: there would be 800.
    for size, small in ((1000, True), (1249, True), (1250, False), (5000, False)):
        config = preset_config("standard", smallest_class(pictures([size] * 2), ExperimentConfig()))
        assert (config.gan.coverage_weight > 0) == small, size
        assert (len(config.arms) > 3) == small
