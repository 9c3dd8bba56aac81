"""What a classifier of each arm learns from."""

import dataclasses
from collections import Counter
from itertools import islice

import numpy as np
import pytest

from arms.catalog import ARMS, Arm
from arms.drawn import load_examples
from arms.mixup import ALPHA
from arms.sources import ArmSources
from arms.training import load_arm
from augmentation.policies import choose_policy
from datasets.splits import draw_split
from plots import palette


@pytest.fixture
def sources(digits, smooth_images, tmp_path):
    """The split of digits and drawn files of three, one and two images."""
    files = []
    for index, count in enumerate((3, 1, 2)):
        path = tmp_path / f"{index}.npz"
        np.savez_compressed(path, images=smooth_images(count, 16, seed=index))
        files.append(path)
    return ArmSources(
        data=digits,
        split=draw_split(digits, split_seed=0, samples_per_class=20, selection="validation"),
        policy=choose_policy("no_flip", digits.kind.mirror_safe, digits.kind.mirror_reason),
        drawn_files={"drawn": files, "gaussian": files[::-1]},
        synthetic_per_class=4,
    )


def test_original_is_the_training_split(sources):
    training = load_arm("original", sources, 0)
    assert np.array_equal(training.examples, sources.data.examples[sources.split.train])
    assert np.array_equal(training.labels, sources.data.labels[sources.split.train])
    assert training.examples.dtype == np.uint8 and training.labels.dtype == np.int64
    assert training.transform is None


def test_augmented_is_the_same_images_with_a_transformation(sources):
    training, original = (load_arm(name, sources, 0) for name in ("augmented", "original"))
    assert np.array_equal(training.examples, original.examples)
    assert np.array_equal(training.labels, original.labels)
    batch = training.examples[:64].astype(np.float32)
    transformed = training.transformed(batch).numpy()
    changed = np.abs(transformed - batch).max(axis=(1, 2, 3)) > 1
    assert changed.all()


def test_augmented_by_nothing_is_original(sources):
    nothing = choose_policy("none", sources.data.kind.mirror_safe, sources.data.kind.mirror_reason)
    training = load_arm("augmented", dataclasses.replace(sources, policy=nothing), 0)
    batch = training.examples[:64].astype(np.float32)
    assert np.array_equal(training.transformed(batch), batch)


def test_the_transformation_belongs_to_the_arms_seed(sources):
    batch = sources.data.examples[:8].astype(np.float32)
    first, again, other = (
        load_arm("augmented", sources, seed).transformed(batch).numpy() for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("arm", "ingredient", "labels"),
    [("synthetic", "drawn", [0, 0, 0, 1, 2, 2]), ("gaussian", "gaussian", [0, 0, 1, 2, 2, 2])],
)
def test_what_is_drawn_is_every_classes_file_and_nothing_else(sources, arm, ingredient, labels):
    training = load_arm(arm, sources, 0)
    assert training.labels.tolist() == labels and training.labels.dtype == np.int64
    parts = [load_examples(path) for path in sources.drawn_files[ingredient]]
    assert np.array_equal(training.examples, np.concatenate(parts))
    assert training.examples.dtype == np.uint8 and training.transform is None


@pytest.fixture
def mixture(monkeypatch):
    """The name of an arm of transformed real images and of drawn ones."""
    arm = Arm(ingredients=("transformed", "drawn"), trained_on="both", about="", style=palette.PINK)
    monkeypatch.setitem(ARMS, "trial", arm)
    return "trial"


@pytest.mark.parametrize(("mix", "batch_size", "real"), [(0.5, 8, 4), (0.25, 8, 2), (0.5, 5, 2)])
def test_every_batch_of_a_mixture_has_its_share_of_each_part(
    sources, mixture, mix, batch_size, real
):
    training = load_arm(mixture, dataclasses.replace(sources, mix=mix), 0)
    count = len(sources.split.train)
    assert len(training.examples) == len(training.labels) == count + 6
    assert np.array_equal(training.examples[count:], load_arm("synthetic", sources, 0).examples)
    batches = list(islice(training.batches(batch_size, seed=1), 60))
    for rows in batches:
        assert rows.shape == (batch_size,) and rows.dtype == np.int32
        assert (rows[:real] < count).all() and (rows[real:] >= count).all()
    # Each part goes through shuffled epochs of its own.
    of_drawn = np.concatenate(batches)[np.concatenate(batches) >= count] - count
    shown = Counter(of_drawn[: len(of_drawn) // 6 * 6].tolist())
    assert len(set(shown.values())) == 1 and sorted(shown) == list(range(6))


def test_a_mixture_transforms_its_own_part_alone(sources, mixture):
    training = load_arm(mixture, sources, 0)
    rows = next(training.batches(8, seed=0))
    batch = training.examples[rows].astype(np.float32)
    seen = training.transformed(batch[:]).numpy()
    assert np.array_equal(seen[4:], batch[4:])
    assert (np.abs(seen[:4] - batch[:4]).max(axis=(1, 2, 3)) > 1).all()
    assert len(training.random_states) > 0


def test_batches_of_a_mixture_belong_to_the_seed(sources, mixture):
    training = load_arm(mixture, sources, 0)
    first, again, other = (list(islice(training.batches(8, seed), 5)) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_the_parts_of_original_and_augmented_are_real_and_only_one_is_transformed(sources):
    training, count = load_arm("original+augmented", sources, 0), len(sources.split.train)
    assert len(training.examples) == 2 * count
    assert np.array_equal(training.examples[:count], training.examples[count:])
    batch = training.examples[next(training.batches(8, seed=0))].astype(np.float32)
    seen = training.transformed(batch).numpy()
    assert np.array_equal(seen[:4], batch[:4])
    assert (np.abs(seen[4:] - batch[4:]).max(axis=(1, 2, 3)) > 1).all()


@pytest.mark.parametrize("drawn", ["synthetic", "gaussian"])
def test_real_and_drawn_parts_are_transformed_alike(sources, drawn):
    """The batches of original+drawn, gone through the transformation of the arm augmented."""
    training, plain = (
        load_arm(f"{first}+{drawn}", sources, 3) for first in ("augmented", "original")
    )
    assert np.array_equal(training.examples, plain.examples)
    rows = next(training.batches(8, seed=0))
    assert np.array_equal(rows, next(plain.batches(8, seed=0)))
    batch = training.examples[rows].astype(np.float32)
    seen = training.transformed(batch).numpy()
    alone = load_arm("augmented", sources, 3)
    assert np.array_equal(seen, alone.transformed(batch).numpy())
    assert (np.abs(seen - batch).max(axis=(1, 2, 3)) > 1).all()
    assert len(training.random_states) == len(alone.random_states) > 0


def test_mixup_blends_examples_and_labels_by_the_same_weights(sources):
    training, original = load_arm("mixup", sources, 0), load_arm("original", sources, 0)
    assert np.array_equal(training.examples, original.examples)
    examples = np.eye(8, dtype=np.float32).reshape(8, 2, 2, 2) * 200  # each one of a kind
    blended, labels = (part.numpy() for part in training.blend(examples, np.eye(8, dtype="f")))
    shares = blended.reshape(8, 8) / 200
    # Row i is a convex combination of example i and one other; the labels are the same one.
    np.testing.assert_allclose(labels, shares, atol=1e-6)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    assert ((shares > 1e-6).sum(axis=1) <= 2).all() and (shares >= 0).all()
    again, _ = load_arm("mixup", sources, 0).blend(examples, np.eye(8, dtype="f"))
    other, _ = load_arm("mixup", sources, 1).blend(examples, np.eye(8, dtype="f"))
    assert np.array_equal(again, blended) and not np.array_equal(other, blended)


def test_the_weights_of_mixup_have_the_beta_distribution_of_the_paper(sources):
    """Beta(a, a): mean 1/2, variance 1 / (4 (2 a + 1)); the weight of the first of each pair."""
    training, count = load_arm("mixup", sources, 0), 4000
    place = np.arange(count, dtype=np.float32)
    examples, labels = np.zeros((count, 1, 1, 1), "f"), np.eye(2, dtype="f")[np.arange(count) % 2]
    examples[:, 0, 0, 0] = place
    _, mixed = training.blend(examples, labels)
    own = mixed.numpy()[np.arange(count), np.arange(count) % 2]
    weights = own[own < 1]  # blended with the other label: the own share is the weight
    assert 0.4 * count < len(weights) < 0.6 * count
    assert weights.mean() == pytest.approx(0.5, abs=0.03)
    assert weights.var() == pytest.approx(1 / (4 * (2 * ALPHA + 1)), abs=0.01)


def test_resampled_draws_each_classes_own_training_examples_with_replacement(sources):
    sources = dataclasses.replace(sources, synthetic_per_class=500)
    training, real = load_arm("resampled", sources, 0), load_arm("original", sources, 0)
    assert Counter(training.labels.tolist()) == dict.fromkeys(range(10), 500)
    assert training.transform is None and training.examples.dtype == np.uint8
    for label in range(10):
        there = Counter(image.tobytes() for image in real.examples[real.labels == label])
        shown = Counter(image.tobytes() for image in training.examples[training.labels == label])
        assert shown.keys() == there.keys()  # 500 draws of 18: that one is missed has p < 1e-11
        assert min(shown.values()) > 8 and max(shown.values()) < 60 and len(set(shown.values())) > 4


def test_resampled_belongs_to_the_seed(sources):
    first, again, other = (load_arm("resampled", sources, seed).examples for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
