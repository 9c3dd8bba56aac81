"""No group on two sides, shares as near as groups allow, and the same again by the same seed."""

import numpy as np
import pytest

from datasets.grouping import hold_out
from foundation.errors import UserError

RNG = np.random.default_rng(0)
GROUPS = RNG.integers(0, 60, 600)
LABELS = (RNG.random(600) < 0.25).astype(np.int64)


def test_groups_stay_whole_and_classes_keep_their_shares():
    held = hold_out(LABELS, GROUPS, 5, 0, "test")
    assert not set(GROUPS[held]) & set(GROUPS[~held])
    assert held.mean() == pytest.approx(0.2, abs=0.03)
    assert LABELS[held].mean() == pytest.approx(LABELS.mean(), abs=0.03)


def test_the_seed_and_the_purpose_decide():
    held = hold_out(LABELS, GROUPS, 5, 0, "test")
    np.testing.assert_array_equal(held, hold_out(LABELS, GROUPS, 5, 0, "test"))
    assert (held != hold_out(LABELS, GROUPS, 5, 1, "test")).any()
    assert (held != hold_out(LABELS, GROUPS, 5, 0, "validation")).any()


def test_rows_alone():
    held = hold_out(LABELS, None, 5, 0, "test")
    assert held.sum() == 120
    assert (held != hold_out(LABELS, None, 5, 1, "test")).any()


def test_few_groups_and_one():
    held = hold_out(np.zeros(9, np.int64), np.repeat([0, 1], [8, 1]), 5, 0, "test")
    assert held.tolist() == [False] * 8 + [True]
    with pytest.raises(UserError, match="--group: expected at least two groups"):
        hold_out(LABELS, np.zeros(600, np.int64), 5, 0, "test")
