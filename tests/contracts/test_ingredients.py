"""Every ingredient of the arms: what it gives belongs to its seed and is of the data's own kind."""

import importlib

import numpy as np
import pytest

from arms.catalog import INGREDIENTS, arms_of
from arms.sources import ArmSources
from arms.training import load_arm
from augmentation.policies import OWN, choose_policy
from datasets.dataset import Dataset
from datasets.splits import draw_split
from tests.metrics.tables.made import MIXED, mixed_rows
from tests.rows import MadeRows

# Every kind with a control of its own, and a few examples of one class of it.
KINDS = ("images", "table")
FITTED = [
    (name, kind)
    for name, row in INGREDIENTS.items()
    for kind in KINDS
    if row.is_drawn and row.needs == "nothing" and (row.kinds is None or kind in row.kinds)
]


@pytest.fixture(scope="module")
def examples(digits):
    """Kind -> it, and 40 examples of it."""
    return {
        "images": (digits.kind, digits.examples[digits.labels == 3][:40]),
        "table": (MadeRows(MIXED), np.round(mixed_rows(40, 0), 3)),
    }


def draw_of(name, kind):
    return importlib.import_module(INGREDIENTS[name].module_for(kind)).draw


@pytest.mark.parametrize(("name", "kind"), FITTED)
def test_what_is_fitted_draws_examples_of_the_kind(examples, name, kind):
    of, some = examples[kind]
    before = some.copy()
    drawn = draw_of(name, kind)(of, some, 12, 5)
    of.check(drawn)
    assert len(drawn) == 12
    np.testing.assert_array_equal(some, before)


@pytest.mark.parametrize(("name", "kind"), FITTED)
def test_example_i_belongs_to_the_seed_and_not_to_how_many_are_drawn(examples, name, kind):
    draw, (of, some) = draw_of(name, kind), examples[kind]
    many = draw(of, some, 300, 5)
    np.testing.assert_array_equal(draw(of, some, 300, 5), many)
    np.testing.assert_array_equal(draw(of, some, 7, 5), many[:7])
    assert not np.array_equal(draw(of, some, 300, 6), many)


@pytest.mark.parametrize(("name", "kind"), FITTED)
def test_a_single_example_is_enough(examples, name, kind):
    of, some = examples[kind]
    drawn = draw_of(name, kind)(of, some[:1], 3, 0)
    of.check(drawn)
    np.testing.assert_allclose(drawn, np.repeat(some[:1], 3, axis=0), atol=1e-3)


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


@pytest.mark.parametrize("name", arms_of("images"))
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


@pytest.fixture(scope="module")
def sources_of_rows(tmp_path_factory):
    """Two classes of 60 rows."""
    rows = np.round(np.concatenate([mixed_rows(60, 0), mixed_rows(60, 1)]), 3)
    place = tmp_path_factory.mktemp("rows")
    files = [place / f"{name}.npz" for name in ("no", "yes")]
    for index, path in enumerate(files):
        np.savez_compressed(path, images=rows[60 * index :][:6])
    data = Dataset(
        name="made", title="Made", kind=MadeRows(MIXED), examples=rows,
        labels=np.repeat([0, 1], 60), class_names=("no", "yes"), test_mask=None, provenance="Made.",
    )  # fmt: skip
    return ArmSources(
        data=data,
        split=draw_split(data, split_seed=0, samples_per_class=None, selection="last"),
        policy=OWN["table"],
        drawn_files={name: files for name, row in INGREDIENTS.items() if row.is_drawn},
        synthetic_per_class=6,
    )


@pytest.mark.parametrize("name", arms_of("table"))
def test_every_arm_of_rows_gives_labelled_rows_as_they_are(sources_of_rows, name):
    """No transformation in batches: most classifiers of rows see all of them at once."""
    training = load_arm(name, sources_of_rows, seed=1)
    sources_of_rows.data.kind.check(training.examples)
    assert training.labels.dtype == np.int64 and len(training.labels) == len(training.examples)
    assert set(training.labels.tolist()) == {0, 1}
    assert training.transform is None and training.blend is None
    assert sum(part.count for part in training.parts) in (0, len(training.examples))
    again = load_arm(name, sources_of_rows, seed=1)
    np.testing.assert_array_equal(again.examples, training.examples)


def test_moved_rows_stand_in_the_place_of_real_ones(sources_of_rows):
    real, moved, mixed = (
        load_arm(name, sources_of_rows, seed=1)
        for name in ("original", "augmented", "augmented+synthetic")
    )
    assert len(moved.examples) == 10 * len(real.examples)
    np.testing.assert_array_equal(moved.labels[::10], real.labels)
    copies = moved.examples.reshape(-1, 10, 4)[:, :, 0]
    assert np.abs(copies.mean(axis=1) - real.examples[:, 0]).mean() < 0.1
    assert [part.count for part in mixed.parts] == [10 * len(real.examples), 120]
    assert [part.share for part in mixed.parts] == [0.5, 0.5]
