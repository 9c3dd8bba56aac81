import dataclasses

import numpy as np
import pytest

from arms.catalog import ARMS, ArmSources, load_synthetic
from arms.gaussian import draw_gaussian_images
from augmentation.policies import choose_policy
from datasets.splits import draw_split
from foundation.seeds import derive_seed
from plan import config


@pytest.fixture
def sources(digits, smooth_images, tmp_path):
    """The split of digits and synthetic files of three, one and two images."""
    files = []
    for index, count in enumerate((3, 1, 2)):
        path = tmp_path / f"{index}.npz"
        np.savez_compressed(path, images=smooth_images(count, 16, seed=index))
        files.append(path)
    return ArmSources(
        data=digits,
        split=draw_split(digits, split_seed=0, samples_per_class=20, selection="validation"),
        policy=choose_policy("auto", digits.kind.mirror_safe, digits.kind.mirror_reason),
        synthetic_files=files,
        synthetic_per_class=7,
        seed=3,
    )


def test_the_configs_arms_are_the_tables():
    assert tuple(ARMS) == config.ARMS


def test_original_is_the_training_split(sources):
    training = ARMS["original"].load(sources, 0)
    assert np.array_equal(training.examples, sources.data.examples[sources.split.train])
    assert np.array_equal(training.labels, sources.data.labels[sources.split.train])
    assert training.examples.dtype == np.uint8 and training.labels.dtype == np.int64
    assert training.transform is None


def test_augmented_is_the_same_images_with_a_transformation(sources):
    training, original = (ARMS[name].load(sources, 0) for name in ("augmented", "original"))
    assert np.array_equal(training.examples, original.images)
    assert np.array_equal(training.labels, original.labels)
    batch = training.examples[:64].astype(np.float32)
    transformed = training.transform(batch).numpy()
    changed = np.abs(transformed - batch).max(axis=(1, 2, 3)) > 1
    assert changed.all()


def test_augmented_by_nothing_is_original(sources):
    nothing = choose_policy("none", sources.data.kind.mirror_safe, sources.data.kind.mirror_reason)
    training = ARMS["augmented"].load(dataclasses.replace(sources, policy=nothing), 0)
    batch = training.examples[:64].astype(np.float32)
    assert np.array_equal(training.transform(batch), batch)


def test_the_transformation_belongs_to_the_arms_seed(sources):
    batch = sources.data.examples[:8].astype(np.float32)
    first, again, other = (
        ARMS["augmented"].load(sources, seed).transform(batch).numpy() for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_synthetic_is_every_classes_file_and_nothing_else(sources):
    training = ARMS["synthetic"].load(sources, 0)
    assert training.labels.tolist() == [0, 0, 0, 1, 2, 2] and training.labels.dtype == np.int64
    parts = [load_synthetic(path) for path in sources.synthetic_files]
    assert np.array_equal(training.examples, np.concatenate(parts))
    assert training.examples.dtype == np.uint8 and training.transform is None


def test_gaussian_is_drawn_from_each_classes_training_images(sources):
    training = ARMS["gaussian"].load(sources, 0)
    names = sources.data.class_names
    assert training.labels.tolist() == [index for index in range(len(names)) for _ in range(7)]
    assert training.labels.dtype == np.int64 and training.transform is None
    for index, name in enumerate(names):
        rows = sources.split.train[sources.data.labels[sources.split.train] == index]
        expected = draw_gaussian_images(
            sources.data.examples[rows], 7, derive_seed(sources.seed, "gaussian", name)
        )
        assert np.array_equal(training.examples[7 * index : 7 * index + 7], expected)


def test_gaussian_images_belong_to_the_run_and_the_class_alone(sources):
    """The same in every repeat of an arm, and for a class in any company."""
    all_classes, again = (ARMS["gaussian"].load(sources, seed) for seed in (1, 2))
    assert np.array_equal(all_classes.images, again.images)
    data = sources.data.select_classes(["3", "8"])
    split = draw_split(data, split_seed=0, samples_per_class=20, selection="validation")
    two = ARMS["gaussian"].load(dataclasses.replace(sources, data=data, split=split), 1)
    for index, name in enumerate((3, 8)):
        assert np.array_equal(
            two.images[two.labels == index], all_classes.images[all_classes.labels == name]
        )
    other = ARMS["gaussian"].load(dataclasses.replace(sources, seed=4), 1)
    assert not np.array_equal(other.images, all_classes.images)


def test_flags_tell_what_an_arm_depends_on():
    assert [name for name, arm in ARMS.items() if arm.uses_policy] == ["augmented"]
    assert [name for name, arm in ARMS.items() if arm.uses_synthetic] == ["synthetic"]
    assert [name for name, arm in ARMS.items() if arm.is_drawn] == ["synthetic", "gaussian"]
