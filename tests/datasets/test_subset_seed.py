"""Other subsets of the same data: the test images stay, fewer images are part of more."""

import numpy as np
import pytest

from datasets.splits import draw_split
from foundation.errors import UserError


@pytest.fixture(params=[None, {"a": 10, "b": 7, "c": 9}])
def data(request, toy_data):
    return toy_data({"a": 100, "b": 60, "c": 58}, test_counts=request.param)


def split(data, n, seed, selection="validation"):
    return draw_split(
        data, split_seed=4, samples_per_class=n, selection=selection, subset_seed=seed
    )


def used(found):
    return set(found.train) | set(found.validation)


def test_every_seed_has_its_own_subset_and_the_same_test_images(data):
    found = [split(data, 20, seed) for seed in (None, 0, 1, 2)]
    for each in found:
        assert np.array_equal(each.test, found[0].test)
        assert not used(each) & set(each.test)
        assert np.bincount(data.labels[sorted(used(each))]).tolist() == [20, 20, 20]
    assert len({frozenset(used(each)) for each in found}) == 4


def test_fewer_are_a_part_of_more(data):
    few, more = split(data, 10, 3), split(data, 30, 3)
    assert set(few.train) < set(more.train) and set(few.validation) < set(more.validation)


def test_none_is_as_it_was(data):
    plain = draw_split(data, split_seed=4, samples_per_class=20, selection="validation")
    assert np.array_equal(split(data, 20, None).train, plain.train)


def test_all_images_are_no_subset(data):
    with pytest.raises(UserError, match="--subset-seed: expected --samples-per-class beside it"):
        split(data, None, 2)


def test_the_published_protocol_keeps_its_test_images(data):
    one, other = (split(data, 20, seed, "none") for seed in (1, 2))
    assert np.array_equal(one.test, other.test) and set(one.train) != set(other.train)
