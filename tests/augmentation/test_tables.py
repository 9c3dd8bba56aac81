"""Rows that are moved: how far, and what stays."""

import numpy as np
import pytest

from augmentation.tables import JITTER, RowPolicy, jittered
from metrics.tables.columns import Columns

COLUMNS = Columns((0, 0, 0, 4))
LABELS = np.repeat([0, 1], 2000)


def real():
    """A number ten times as wide in the second class, counts, mostly zeros, categories by class."""
    rng = np.random.default_rng(0)
    wide = rng.normal(size=4000) * np.where(LABELS, 10, 1)
    counts = rng.poisson(20, 4000)
    rare = np.where(rng.random(4000) < 0.6, 0, rng.normal(50, 5, 4000))
    codes = rng.integers(0, 2, 4000) + 2 * LABELS
    rows = np.column_stack([wide, counts, rare, codes]).astype(float)
    rows[::7, 0] = rows[::11, 3] = np.nan
    return rows


def test_noise_is_in_proportion_to_the_spread_of_the_class():
    before = real()
    after = jittered(before, LABELS, COLUMNS, seed=1)
    assert np.array_equal(np.isnan(before), np.isnan(after))
    for label, spread in ((0, 1), (1, 10)):
        moved = (after - before)[label == LABELS, 0]
        assert np.nanstd(moved) == pytest.approx(0.1 * spread, rel=0.1)
        assert abs(np.nanmean(moved)) < 0.01 * spread
    for low, high in ((np.nanmin, np.nanmax),):
        assert low(after[:, 1]) >= low(before[:, 1]) and high(after[:, 1]) <= high(before[:, 1])


def test_whole_numbers_stay_whole_and_a_common_value_stays():
    before = real()
    after = jittered(before, LABELS, COLUMNS, seed=1)
    assert (after[:, 1] == np.rint(after[:, 1])).all()
    assert 0.2 < (after[:, 1] != before[:, 1]).mean() < 0.5  # a tenth of 4.5 rounds to 0 or 1
    assert np.array_equal(after[:, 2] == 0, before[:, 2] == 0)
    assert (after[:, 2] != before[:, 2])[before[:, 2] > 0].mean() > 0.99


def test_categories_are_swapped_within_the_class():
    before = real()
    after = jittered(before, LABELS, COLUMNS, 1, RowPolicy(swap=0.4))
    there = ~np.isnan(before[:, 3])
    changed = (after[:, 3] != before[:, 3])[there]
    assert changed.mean() == pytest.approx(0.4 / 2 * 10 / 11, abs=0.03)  # half draw the same again
    assert np.array_equal(after[there, 3] >= 2, LABELS[there] == 1)


def test_draws_belong_to_the_seed_and_nothing_is_changed_in_place():
    before = real()
    kept = before.copy()
    one, again, other = (jittered(before, LABELS, COLUMNS, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(before, kept)
    assert np.nanmean(one[:, 0] != other[:, 0]) > 0.8
    still = jittered(before, LABELS, COLUMNS, 1, RowPolicy(noise=0, swap=0))
    np.testing.assert_array_equal(still, before)
    assert "few changes that are sure" in JITTER.reason
