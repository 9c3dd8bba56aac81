"""Splits that hold no image out for validation, and how splits of few lie in those of many."""

import numpy as np
import pytest

from datasets.splits import LEAST_VALIDATION_IMAGES, draw_split, validation_images
from foundation.errors import UserError
from tests.datasets.test_splits import class_counts, pixel_hashes, split_of, with_validation


@pytest.fixture
def official(toy_data):
    """Three classes with an official test split."""
    return toy_data({"a": 100, "b": 40, "c": 57}, test_counts={"a": 10, "b": 7, "c": 3})


@pytest.fixture
def unsplit(toy_data):
    """Three classes without one."""
    return toy_data({"a": 100, "b": 40, "c": 58})


@pytest.fixture
def with_given(official):
    """An official test split and some validation images of two of the classes."""
    return with_validation(official, [20, 0, 10])


ALL = pytest.mark.parametrize("data_name", ["official", "unsplit", "with_given"])


@ALL
@pytest.mark.parametrize("samples", [1, 2, 10, 32, None])
def test_where_none_is_held_out_all_images_train(data_name, samples, request):
    data = request.getfixturevalue(data_name)
    split = split_of(data, selection="last", samples_per_class=samples)
    held = split_of(data, samples_per_class=None)
    assert np.array_equal(split.test, held.test)
    assert split.validation.dtype == np.int64 and split.validation.size == 0
    both = np.union1d(held.train, held.validation)
    assert set(split.train) <= set(both) and not set(split.train) & set(split.test)
    expected = class_counts(data, both) if samples is None else [samples] * 3
    assert class_counts(data, split.train) == expected


def test_given_validation_images_train_where_none_is_held_out(with_given):
    split = split_of(with_given, selection="last")
    assert set(np.flatnonzero(with_given.validation_mask)) <= set(split.train)


@ALL
def test_training_images_of_few_are_among_those_of_more_and_of_many(data_name, request):
    """Few are held out of none, many of a tenth: what is held out there did not train here."""
    data = request.getfixturevalue(data_name)
    few = [split_of(data, selection="last", samples_per_class=n) for n in (1, 2, 5, 10, 14, 20)]
    for small, large in zip(few, few[1:]):
        assert set(small.train) < set(large.train)
    for count in (30, 32, None):
        many = split_of(data, samples_per_class=count)
        for small in few:
            assert set(small.train) < set(many.train)
            assert not set(small.train) & set(many.validation)
            assert np.array_equal(small.test, many.test)


def test_a_split_that_holds_none_out_is_the_same_everywhere(toy_data):
    # Literals, as in test_splits: what is the one validation image there is not among the first.
    data = toy_data({"a": 15})
    assert split_of(data, selection="last", samples_per_class=8).train.tolist() == [
        *(0, 2, 7, 8, 9, 10, 13, 14),
    ]
    assert split_of(data, selection="last").train.tolist() == [
        *(0, 1, 2, 3, 5, 7, 8, 9, 10, 12, 13, 14),
    ]


@ALL
@pytest.mark.parametrize("samples", [2, 10, 14, 15, 32, None])
def test_the_number_that_would_be_held_out_is_that_of_the_split(data_name, samples, request):
    data = request.getfixturevalue(data_name)
    count = validation_images(data, split_seed=0, samples_per_class=samples)
    assert count == len(split_of(data, samples_per_class=samples).validation)


def test_the_number_is_counted_where_a_class_is_too_small_for_any(toy_data):
    data = toy_data({"a": 100, "tiny": 2})
    with pytest.raises(UserError, match="one for training and one for validation"):
        split_of(data)
    assert validation_images(data, split_seed=0, samples_per_class=None) == 8
    assert validation_images(data, split_seed=0, samples_per_class=999) == 8
    split = split_of(data, selection="last")  # two images are enough: one for test, one to train
    assert class_counts(data, split.train) == [80, 1] and class_counts(data, split.test) == [20, 1]


def test_one_image_for_training_is_needed_all_the_same(toy_data):
    with pytest.raises(UserError, match=r"one for test, one for training are needed: 'tiny'"):
        split_of(toy_data({"a": 9, "tiny": 1}), selection="last")
    with pytest.raises(UserError, match=r"at least 1 \(one image for training\), found 0"):
        split_of(toy_data({"a": 9, "b": 9}), selection="last", samples_per_class=0)


@pytest.mark.parametrize("samples", [10, 25, 50, 94, None])
def test_no_test_image_of_digits_leaks_where_none_is_held_out(digits, samples):
    split = draw_split(digits, split_seed=0, samples_per_class=samples, selection="last")
    assert len(split.test) > 300
    assert not pixel_hashes(digits, split.test) & pixel_hashes(digits, split.train)


def test_the_least_number_is_what_the_documents_say():
    assert LEAST_VALIDATION_IMAGES == 1000
