"""Every ingredient of the arms: what it gives belongs to its seed and is of the data's own kind."""

import importlib

import numpy as np
import pytest

from arms.catalog import ARMS, INGREDIENTS
from arms.sources import ArmSources
from arms.training import load_arm
from augmentation.policies import choose_policy
from datasets.splits import draw_split

FITTED = [name for name, row in INGREDIENTS.items() if row.is_drawn and row.needs == "nothing"]


@pytest.fixture(scope="module")
def threes(digits):
    return digits.examples[digits.labels == 3][:40]


@pytest.mark.parametrize("name", FITTED)
def test_what_is_fitted_draws_examples_of_the_kind(digits, threes, name):
    draw = importlib.import_module(INGREDIENTS[name].module).draw
    before = threes.copy()
    drawn = draw(digits.kind, threes, 12, 5)
    digits.kind.check(drawn)
    assert len(drawn) == 12 and np.array_equal(threes, before)


@pytest.mark.parametrize("name", FITTED)
def test_example_i_belongs_to_the_seed_and_not_to_how_many_are_drawn(digits, threes, name):
    draw = importlib.import_module(INGREDIENTS[name].module).draw
    many = draw(digits.kind, threes, 300, 5)
    assert np.array_equal(draw(digits.kind, threes, 300, 5), many)
    assert np.array_equal(draw(digits.kind, threes, 7, 5), many[:7])
    assert not np.array_equal(draw(digits.kind, threes, 300, 6), many)


@pytest.mark.parametrize("name", FITTED)
def test_a_single_example_is_enough(digits, threes, name):
    draw = importlib.import_module(INGREDIENTS[name].module).draw
    digits.kind.check(draw(digits.kind, threes[:1], 3, 0))


@pytest.fixture(scope="module")
def sources(digits, tmp_path_factory):
    place = tmp_path_factory.mktemp("drawn")
    files = []
    for index, name in enumerate(digits.class_names):
        files.append(place / f"{name}.npz")
        np.savez_compressed(files[-1], images=digits.examples[digits.labels == index][:6])
    return ArmSources(
        data=digits,
        split=draw_split(digits, split_seed=0, samples_per_class=20, selection="validation"),
        policy=choose_policy("affine", mirror_safe=False, mirror_reason="digits"),
        drawn_files={name: files for name, row in INGREDIENTS.items() if row.is_drawn},
        synthetic_per_class=6,
    )


@pytest.mark.parametrize("name", ARMS)
def test_every_arm_gives_batches_of_labelled_examples(digits, sources, name):
    training = load_arm(name, sources, seed=1)
    digits.kind.check(training.examples)
    assert training.labels.dtype == np.int64 and len(training.labels) == len(training.examples)
    assert set(training.labels.tolist()) == set(range(10))
    rows = next(training.batches(16, seed=2))
    assert rows.shape == (16,) and rows.dtype == np.int32
    assert np.array_equal(next(load_arm(name, sources, seed=1).batches(16, seed=2)), rows)
    seen = training.transformed(training.examples[rows].astype(np.float32))
    assert tuple(seen.shape) == (16, *digits.kind.shape)
    again = load_arm(name, sources, seed=1)
    same = again.transformed(again.examples[rows].astype(np.float32))
    np.testing.assert_array_equal(np.asarray(seen), np.asarray(same))
