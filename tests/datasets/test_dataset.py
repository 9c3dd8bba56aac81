import dataclasses

import numpy as np
import pytest

from datasets.dataset import POOLED_CLASS
from datasets.inspection import Inspection
from foundation.errors import UserError


@pytest.fixture
def animals(toy_data):
    return toy_data({"cat": 4, "dog": 6, "owl": 5}, test_counts={"cat": 2, "dog": 1, "owl": 3})


def test_selected_classes_keep_their_images_in_order(animals):
    chosen = animals.select_classes(["owl", "cat"])
    rows = np.flatnonzero(animals.labels != 1)
    assert chosen.class_names == ("cat", "owl")
    assert np.array_equal(chosen.examples, animals.examples[rows])
    assert np.array_equal(chosen.labels, animals.labels[rows] // 2)
    assert np.array_equal(chosen.test_mask, animals.test_mask[rows])
    assert chosen.labels.dtype == np.int64


def test_selecting_all_changes_nothing(animals):
    assert animals.select_classes(["dog", "owl", "cat"]) is animals


def test_official_validation_images_are_carried_and_summed(animals):
    mask = np.arange(len(animals.labels)) % 3 == 0
    held = dataclasses.replace(animals, validation_mask=mask)
    other = dataclasses.replace(animals, validation_mask=~mask)
    assert len({animals.checksum, held.checksum, other.checksum}) == 3
    chosen = held.select_classes(["owl", "cat"])
    assert np.array_equal(chosen.validation_mask, mask[animals.labels != 1])


def test_an_inspection_plays_no_part_in_the_checksum(animals):
    inspection = Inspection(classes=(), passed_over=())
    assert dataclasses.replace(animals, inspection=inspection).checksum == animals.checksum


def test_unknown_class_is_named_with_the_nearest(animals):
    with pytest.raises(UserError, match=r"'dgo'.*Did you mean 'dog'\?"):
        animals.select_classes(["cat", "dgo"])


@pytest.mark.parametrize("names", [[], ["cat", "cat"]])
def test_no_class_and_the_same_class_twice_are_refused(animals, names):
    with pytest.raises(UserError):
        animals.select_classes(names)


def test_a_selection_keeps_its_part_of_the_published_pool(toy_data):
    data = toy_data(
        {"a": 10, "b": 20, "c": 30}, test_counts={"a": 9, "b": 9, "c": 9}, published_pool=42
    )
    assert data.select_classes(["a", "c"]).published_pool == 7 + 21
    assert data.select_classes(["b"]).published_pool == 14


def test_pooled_classes_are_one_with_the_same_images_and_test_split(animals):
    pooled = animals.pool_classes()
    assert pooled.class_names == (POOLED_CLASS,)
    assert np.array_equal(pooled.examples, animals.examples)
    assert np.array_equal(pooled.test_mask, animals.test_mask)
    assert pooled.labels.tolist() == [0] * 21 and pooled.labels.dtype == np.int64
    assert pooled.title == "Toy, pooled"
    assert pooled.provenance == "Made up. Classes pooled into one: 3."
    assert pooled.checksum != animals.checksum


def test_pooling_without_a_test_split_holds_no_image_back_for_one(toy_data):
    pooled = toy_data({"a": 2, "b": 3}, published_pool=4).pool_classes()
    assert pooled.test_mask.tolist() == [False] * 5
    assert pooled.published_pool == 4


def test_image_shape(animals):
    assert animals.kind.shape == (8, 8, 1)


@pytest.mark.parametrize("field", ["examples", "labels", "class_names", "test_mask"])
def test_checksum_sees_every_field(animals, field):
    if field == "class_names":
        changed = ("cat", "dog", "eel")
    else:
        changed = getattr(animals, field).copy()
        changed.flat[0] = changed.flat[0] == 0  # Another value, whatever it was, and a valid one.
    assert dataclasses.replace(animals, **{field: changed}).checksum != animals.checksum


def test_checksum_tells_shapes_apart(animals):
    kind = dataclasses.replace(animals.kind, shape=(4, 16, 1))
    examples = animals.examples.reshape(-1, 4, 16, 1)
    flat = dataclasses.replace(animals, kind=kind, examples=examples)
    assert flat.checksum != animals.checksum


def test_checksum_is_the_same_everywhere(toy_data):
    # A literal: another machine, process or version must come to the same.
    expected = "758a79bf1389e9dc16bd4a16ba7bcefec718f242121b897925e966322f56f22c"
    assert toy_data({"a": 1}).checksum == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("examples", np.zeros((21, 8, 8, 1), np.float32)),
        ("examples", np.zeros((21, 8, 8), np.uint8)),
        ("examples", np.zeros((21, 8, 8, 2), np.uint8)),
        ("examples", np.zeros((21, 8, 9, 1), np.uint8)),
        ("examples", np.zeros((20, 8, 8, 1), np.uint8)),
        ("labels", np.zeros(21, np.int32)),
        ("labels", np.full(21, 3, np.int64)),
        ("labels", np.full(21, -1, np.int64)),
        ("class_names", ("cat", "dog", "cat")),
        ("test_mask", np.zeros(20, bool)),
        ("test_mask", np.zeros(21, np.int64)),
        ("validation_mask", np.zeros(20, bool)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(animals, field, value):
    with pytest.raises(ValueError, match="toy"):
        dataclasses.replace(animals, **{field: value})
