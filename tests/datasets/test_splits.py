import dataclasses

import numpy as np
import pytest

from datasets.splits import draw_split
from foundation.errors import UserError


def split_of(data, *, split_seed=0, samples_per_class=None, selection="validation"):
    return draw_split(
        data, split_seed=split_seed, samples_per_class=samples_per_class, selection=selection
    )


def pixel_hashes(data, rows):
    return {image.tobytes() for image in data.examples[rows]}


def class_counts(data, rows):
    return np.bincount(data.labels[rows], minlength=len(data.class_names)).tolist()


@pytest.fixture
def official(toy_data):
    """Three classes with an official test split."""
    return toy_data({"a": 100, "b": 40, "c": 57}, test_counts={"a": 10, "b": 7, "c": 3})


@pytest.fixture
def unsplit(toy_data):
    """Three classes without one."""
    return toy_data({"a": 100, "b": 40, "c": 58})


def test_the_official_test_split_is_the_test_set(official):
    split = split_of(official)
    assert np.array_equal(split.test, np.flatnonzero(official.test_mask))
    assert class_counts(official, split.validation) == [10, 4, 6]
    assert class_counts(official, split.train) == [90, 36, 51]


def test_without_an_official_split_a_fifth_is_test(unsplit):
    split = split_of(unsplit)
    assert class_counts(unsplit, split.test) == [20, 8, 12]
    assert class_counts(unsplit, split.validation) == [8, 3, 5]
    assert class_counts(unsplit, split.train) == [72, 29, 41]


@pytest.mark.parametrize("data_name", ["official", "unsplit"])
def test_rows_are_ascending_int64_and_each_in_one_part(data_name, request):
    data = request.getfixturevalue(data_name)
    split = split_of(data)
    for part in (split.train, split.validation, split.test):
        assert part.dtype == np.int64 and (np.diff(part) > 0).all()
    everything = np.concatenate([split.train, split.validation, split.test])
    assert sorted(everything) == list(range(len(data.examples)))


@pytest.mark.parametrize("samples_per_class", [None, 50])
@pytest.mark.parametrize("selection", ["validation", "none"])
def test_no_test_image_of_digits_leaks(digits, selection, samples_per_class):
    split = split_of(digits, samples_per_class=samples_per_class, selection=selection)
    test = pixel_hashes(digits, split.test)
    assert len(test) == len(split.test) > 300
    assert not test & pixel_hashes(digits, split.train)
    if selection == "validation":
        assert not test & pixel_hashes(digits, split.validation)
        assert not pixel_hashes(digits, split.validation) & pixel_hashes(digits, split.train)


@pytest.mark.parametrize("selection", ["validation", "none"])
def test_a_class_is_split_alike_in_any_company(digits, selection):
    alone = digits.select_classes(["7"])
    among_three = digits.select_classes(["3", "7", "9"])
    for part in ("train", "validation", "test"):
        expected = None
        for data in (digits, among_three, alone):
            rows = getattr(split_of(data, selection=selection), part)
            images = data.examples[rows[data.labels[rows] == data.class_names.index("7")]]
            expected = images if expected is None else expected
            assert np.array_equal(images, expected)


def test_the_split_seed_decides_and_nothing_else(unsplit):
    first, again, other = (split_of(unsplit, split_seed=seed) for seed in (1, 1, 2))
    for part in ("train", "validation", "test"):
        assert np.array_equal(getattr(first, part), getattr(again, part))
        assert not np.array_equal(getattr(first, part), getattr(other, part))


def test_a_split_is_the_same_everywhere(toy_data):
    # Literals: another machine, process or version must draw the same.
    split = split_of(toy_data({"a": 15}), samples_per_class=8)
    assert split.train.tolist() == [0, 7, 8, 9, 10, 13, 14]
    assert split.validation.tolist() == [5]
    assert split.test.tolist() == [4, 6, 11]


def test_classes_of_one_size_are_not_drawn_in_step(toy_data):
    data = toy_data({"a": 50, "b": 50})
    split = split_of(data)
    ranks = [
        np.searchsorted(np.flatnonzero(data.labels == k), split.test[data.labels[split.test] == k])
        for k in (0, 1)
    ]
    assert not np.array_equal(*ranks)


def test_fewer_images_are_part_of_more(unsplit):
    whole = split_of(unsplit)
    for fewer, more in ((2, 5), (5, 14), (14, 15), (15, 32), (32, None)):
        small = split_of(unsplit, samples_per_class=fewer)
        large = split_of(unsplit, samples_per_class=more)
        assert set(small.train) <= set(large.train)
        assert set(small.validation) <= set(large.validation)
        assert np.array_equal(small.test, whole.test)


@pytest.mark.parametrize(("samples", "validation"), [(2, 1), (14, 1), (15, 2), (25, 3), (32, 3)])
def test_samples_per_class_counts_validation_images(unsplit, samples, validation):
    split = split_of(unsplit, samples_per_class=samples)
    assert class_counts(unsplit, split.validation) == [validation] * 3
    assert class_counts(unsplit, split.train) == [samples - validation] * 3


def test_published_protocol_without_a_given_test_split(unsplit):
    split = split_of(unsplit, selection="none")
    assert class_counts(unsplit, split.test) == [20, 8, 12]
    assert class_counts(unsplit, split.train) == [80, 32, 46]
    assert np.array_equal(split.validation, split.test)
    assert not set(split.train) & set(split.test)


def test_published_protocol_keeps_a_given_test_split(official):
    split = split_of(official, selection="none")
    assert np.array_equal(split.test, np.flatnonzero(official.test_mask))
    assert np.array_equal(split.train, np.flatnonzero(~official.test_mask))
    assert np.array_equal(split.validation, split.test)


def test_published_pool_is_drawn_from_the_official_training_split(toy_data):
    # 42 of 60, then 80/20: 7, 14 and 21 images, of which 1, 3 and 4 are test.
    data = toy_data(
        {"a": 10, "b": 20, "c": 30}, test_counts={"a": 5, "b": 5, "c": 5}, published_pool=42
    )
    split = split_of(data, selection="none")
    assert class_counts(data, split.test) == [1, 3, 4]
    assert class_counts(data, split.train) == [6, 11, 17]
    assert not data.test_mask[np.concatenate([split.train, split.test])].any()
    assert np.array_equal(split.validation, split.test)
    # With a selection by validation the pool plays no part.
    assert len(split_of(data).train) + len(split_of(data).validation) == 60


def test_published_pool_at_the_size_of_mnist(toy_data):
    sizes = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    names = [str(digit) for digit in range(10)]
    data = toy_data(
        dict(zip(names, sizes, strict=True)),
        test_counts=dict.fromkeys(names, 100),
        published_pool=42_000,
    )
    split = split_of(data, selection="none")
    assert (len(split.train), len(split.test)) == (33_600, 8_400)
    # One class alone: the same images as among ten.
    seven = data.select_classes(["7"])
    rows = split_of(seven, selection="none").train
    among_ten = split.train[data.labels[split.train] == 7]
    assert np.array_equal(seven.examples[rows], data.examples[among_ten])
    assert len(rows) == 4385 - 877


def test_samples_per_class_limits_the_published_pool_too(toy_data):
    data = toy_data({"a": 50, "b": 50}, test_counts={"a": 5, "b": 5}, published_pool=60)
    whole = split_of(data, selection="none")
    fewer = split_of(data, selection="none", samples_per_class=10)
    assert class_counts(data, fewer.train) == [10, 10]
    assert set(fewer.train) <= set(whole.train)
    assert np.array_equal(fewer.test, whole.test)


def test_too_few_images_for_what_was_asked(unsplit):
    with pytest.raises(UserError, match=r"Class 'b' of toy has 32 images.*33"):
        split_of(unsplit, samples_per_class=33)


@pytest.mark.parametrize("samples", [-1, 0, 1])
def test_samples_that_leave_nothing_to_learn_from(unsplit, samples):
    with pytest.raises(UserError, match=f"per-class: expected at least 2.*found {samples}"):
        split_of(unsplit, samples_per_class=samples)


@pytest.mark.parametrize(("count", "selection"), [(0, "none"), (1, "none"), (2, "validation")])
def test_a_class_too_small_to_split(toy_data, count, selection):
    with pytest.raises(UserError, match=r"toy: 1 class is too small to split.*'tiny' \("):
        split_of(toy_data({"big": 50, "tiny": count}), selection=selection)


def test_three_images_are_enough(toy_data):
    data = toy_data({"a": 3, "b": 3})
    split = split_of(data)
    for part in (split.train, split.validation, split.test):
        assert class_counts(data, part) == [1, 1]


def test_a_class_without_official_test_images(toy_data):
    data = toy_data({"a": 9, "b": 9}, test_counts={"a": 2, "b": 0})
    with pytest.raises(UserError, match=r"too small to split.*'b' \(0 test and 9 other"):
        split_of(data)


def test_unknown_selection(unsplit):
    with pytest.raises(UserError, match="Did you mean 'validation'"):
        split_of(unsplit, selection="validate")


@pytest.mark.parametrize("selection", ["validation", "none"])
def test_of_pooled_classes_every_image_without_an_official_role_is_used(toy_data, selection):
    data = toy_data({"a": 2, "b": 7}).pool_classes()
    split = draw_split(data, split_seed=0, samples_per_class=None, selection=selection)
    held = 1 if selection == "validation" else 0
    assert (len(split.train), len(split.validation), len(split.test)) == (9 - held, held, 0)
    assert sorted([*split.train, *split.validation]) == list(range(9))


def test_pooled_classes_keep_their_official_test_images_out(toy_data):
    data = toy_data({"a": 6, "b": 6}, test_counts={"a": 3, "b": 0}).pool_classes()
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="validation")
    assert np.array_equal(split.test, np.flatnonzero(data.test_mask))
    assert len(split.train) + len(split.validation) == 12


def with_pixels(data, row, of_row):
    """The data with the pixels of one image put in the place of another's."""
    images = data.examples.copy()
    images[row] = images[of_row]
    return dataclasses.replace(data, examples=images)


@pytest.mark.parametrize("data_name", ["official", "unsplit"])
@pytest.mark.parametrize("part", ["train", "validation"])
@pytest.mark.parametrize("other_class", [False, True])
def test_no_pixel_of_a_test_image_is_learnt_from(data_name, part, other_class, request):
    data = request.getfixturevalue(data_name)
    before = split_of(data)
    row = getattr(before, part)[7]
    is_same = data.labels[before.test] == data.labels[row]
    twin = before.test[is_same != other_class][2]
    changed = with_pixels(data, row, twin)
    after = split_of(changed)
    assert after.left_out.tolist() == [row]
    assert np.array_equal(after.test, before.test)
    assert len(after.train) + len(after.validation) + len(after.test) == len(data.examples) - 1
    learnt = pixel_hashes(changed, np.concatenate([after.train, after.validation]))
    assert not learnt & pixel_hashes(changed, after.test)


def test_nothing_is_left_out_of_images_that_all_differ(unsplit):
    left_out = split_of(unsplit).left_out
    assert left_out.dtype == np.int64 and left_out.size == 0


@pytest.mark.parametrize("selection", ["validation", "none"])
def test_hash_sets_of_many_copies_are_disjoint(toy_data, selection):
    data = toy_data({"a": 60, "b": 60})
    copies = np.random.default_rng(0).integers(0, 40, 120)
    data = dataclasses.replace(data, examples=data.examples[copies])
    split = split_of(data, selection=selection)
    assert len(split.left_out) > 20
    assert not pixel_hashes(data, split.train) & pixel_hashes(data, split.test)
    everything = np.concatenate([split.train, split.left_out, split.test])
    everything = np.union1d(everything, split.validation)
    assert np.array_equal(everything, np.arange(120))


def test_a_class_of_copies_is_too_small(toy_data):
    data = toy_data({"a": 10, "b": 10})
    images = data.examples.copy()
    images[data.labels == 1] = 7
    with pytest.raises(UserError, match=r"'b' \(2 test and 0 other images\)"):
        split_of(dataclasses.replace(data, examples=images))


def with_validation(data, counts):
    """The data with the first so many images outside the test set of each class held out."""
    mask = np.zeros(len(data.labels), bool)
    for index, count in enumerate(counts):
        free = data.labels == index
        if data.test_mask is not None:
            free &= ~data.test_mask
        mask[np.flatnonzero(free)[:count]] = True
    return dataclasses.replace(data, validation_mask=mask)


def test_official_validation_images_are_used_as_they_are(official):
    data = with_validation(official, [20, 5, 10])
    split = split_of(data)
    assert np.array_equal(split.validation, np.flatnonzero(data.validation_mask))
    assert np.array_equal(split.test, np.flatnonzero(data.test_mask))
    assert class_counts(data, split.train) == [80, 35, 47]


def test_a_class_without_official_validation_images_gives_a_tenth(official):
    split = split_of(with_validation(official, [20, 0, 10]))
    assert class_counts(official, split.validation) == [20, 4, 10]


def test_a_missing_test_split_is_drawn_out_of_training(unsplit):
    data = with_validation(unsplit, [20, 5, 10])
    split = split_of(data)
    assert np.array_equal(split.validation, np.flatnonzero(data.validation_mask))
    assert class_counts(data, split.test) == [16, 7, 10]
    assert class_counts(data, split.train) == [64, 28, 38]


def test_fewer_of_given_splits_are_part_of_more(official):
    data = with_validation(official, [20, 5, 10])
    counts = [2, 3, 4, 7, 10, 20, 40]
    splits = [split_of(data, samples_per_class=count) for count in counts]
    for count, split in zip(counts, splits):
        both = np.concatenate([split.train, split.validation])
        assert class_counts(data, both) == [count] * 3
        assert min(class_counts(data, split.validation)) >= 1
        assert min(class_counts(data, split.train)) >= 1
    for smaller, larger in zip(splits, splits[1:]):
        assert set(smaller.train) <= set(larger.train)
        assert set(smaller.validation) <= set(larger.validation)


@pytest.mark.parametrize(("count", "test"), [(1, 0), (2, 0), (3, 1), (10, 2)])
def test_one_class_alone_needs_no_test_image(toy_data, count, test):
    split = split_of(toy_data({"a": count}))
    assert len(split.test) == test
    assert len(split.train) >= 1
    assert len(split.train) + len(split.validation) + test == count


def test_one_class_with_an_empty_official_test_split(toy_data):
    split = split_of(toy_data({"a": 5}, test_counts={"a": 0}))
    assert (len(split.train), len(split.validation), len(split.test)) == (4, 1, 0)


def test_all_classes_that_are_too_small_are_named(toy_data):
    sizes = {"big": 50} | {f"small {index}": 2 for index in range(12)}
    with pytest.raises(UserError) as error:
        split_of(toy_data(sizes))
    text = str(error.value)
    assert "12 classes are too small to split" in text and "and 2 more." in text
    assert "'small 9'" in text and "'small 10'" not in text and "'big'" not in text
