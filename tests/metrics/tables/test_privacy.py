"""Copy checks, attacks and disclosure on rows: replaying generators are found, fresh rows are not.

The positive control is copies of training rows; the negative one is held-out rows.
"""

import numpy as np
import pytest

from metrics.copying.exact_copies import are_copies
from metrics.privacy import DRAWN, FRESH, REPLAYED, PrivacyEvidence, measure
from metrics.tables.columns import Columns, Table
from metrics.tables.disclosure import disclosure, guessed
from tests.metrics.tables.made import MIXED, mixed_rows
from tests.rows import MadeRows

NAN = float("nan")
KIND = MadeRows(MIXED)


def rows(count, seed):
    return np.round(mixed_rows(count, seed), 3)


def figures_of(drawn, training):
    """Name and subject -> estimate, all classes together."""
    held_out, fresh = rows(400, 2), rows(400, 3)
    evidence = PrivacyEvidence(
        drawn=KIND.compared(drawn),
        is_copy=are_copies(drawn, training),
        training=KIND.compared(training),
        held_out=KIND.compared(held_out),
        fresh=KIND.compared(fresh),
        fresh_is_copy=are_copies(fresh, training),
        reference=KIND.compared(rows(400, 4)),
    )
    return {
        (f.name, f.subject): f.estimate for f in measure({"a": evidence}, 0) if not f.class_name
    }


def test_rows_are_copies_by_value():
    one = np.array([[0.0, NAN, 1.0], [1.0, 2.0, 3.0]])
    other = np.array([[-0.0, -NAN, 1.0], [1.0, NAN, 3.0]])
    assert are_copies(one, other).tolist() == [True, False]
    assert are_copies(other, one).tolist() == [True, False]
    assert are_copies(np.array([[1, 2]], np.uint8), np.array([[1, 2]], np.uint8)).tolist() == [True]


def test_replayed_rows_are_found_by_every_check_and_attack():
    training = rows(400, 1)
    drawn = training[np.random.default_rng(0).integers(0, 400, 400)]
    found = figures_of(drawn, training)
    assert found["exact_copies", DRAWN].value == 1
    assert found["closer_to_training", DRAWN].low > 0.9
    assert found["closest_record_distance", DRAWN].high == 0
    assert found["neighbour_distance_ratio", DRAWN].high == 0
    assert found["distance_auc", DRAWN].low > 0.75  # two of three members are replayed
    assert found["worst_auc", REPLAYED].value > 0.95


def test_held_out_rows_in_the_place_of_the_drawn_ones_are_found_by_none():
    found = figures_of(rows(400, 5), rows(400, 1))
    for subject in (DRAWN, FRESH):
        closer = found["closer_to_training", subject]
        assert closer.low < 0.5 < closer.high
        assert found["worst_auc", subject].low < 0.5 and found["exact_copies", subject].value < 0.02
    assert found["closest_record_distance", DRAWN].low > 0
    assert found["closest_record_distance", REPLAYED].high == 0


def test_guesses_by_hand():
    columns = Columns((0, 3))
    drawn = Table(np.array([[0.0, 0], [10, 1], [20, NAN]]), columns)
    asked = Table(np.array([[1.0, 0], [9.0, 2], [NAN, 1], [25, NAN], [10.2, 0]]), columns)
    # The number tells the category of the nearest row; a gap is as far from all, so the first
    # counts. The category tells the number: 0 -> 0, 2 -> the first of all, 1 -> 10, a gap -> 20;
    # right within 5 % of 8.2.
    expected = [[False, True], [False, False], [False, False], [False, True], [False, False]]
    assert guessed(drawn, asked, [0, 1]).tolist() == expected
    near = Table(np.array([[0.4, 0], [0.42, 0]]), columns)
    assert guessed(drawn, near, [0]).tolist() == [[True], [False]]


def test_guesses_are_those_of_plain_loops():
    drawn, asked = rows(60, 0), rows(12, 1)
    extent, spread = np.ptp(drawn[:, 0]), drawn[:, 0].std()
    gap_extent = np.ptp(drawn[:, 1][~np.isnan(drawn[:, 1])])

    def apart(one, other):
        gaps = np.isnan(one[1]), np.isnan(other[1])
        second = gaps[0] != gaps[1] if any(gaps) else min(abs(one[1] - other[1]) / gap_extent, 1)
        first = min(abs(one[0] - other[0]) / extent, 1)
        return np.array([first, second, one[2] != other[2], one[3] != other[3]], float)

    found = guessed(Table(drawn, MIXED), Table(asked, MIXED), [0, 3])
    for row, said in zip(asked, found):
        distances = np.array([apart(row, other) for other in drawn])
        near = drawn[distances[:, 1:].sum(axis=1).round(9).argmin()]
        assert said[0] == (abs(near[0] - row[0]) <= 0.05 * spread)
        near = drawn[distances[:, :3].sum(axis=1).round(9).argmin()]
        assert said[1] == (near[3] == row[3])


def test_members_are_guessed_where_they_are_replayed_and_no_more_than_others_where_not():
    members, others = Table(rows(300, 1), MIXED), Table(rows(300, 2), MIXED)
    replayed = disclosure(members, members, others)
    assert replayed.members.value > 0.85 and replayed.difference.low > 0.35
    fresh = disclosure(Table(rows(300, 3), MIXED), members, others)
    assert fresh.difference.low < 0 < fresh.difference.high
    # What anybody can be guessed by, members and others alike, is no loss of members.
    assert fresh.others.value == pytest.approx(replayed.others.value, abs=0.05)
    assert fresh.others.value > 0.4 and fresh.others.low < fresh.others.value < fresh.others.high


def test_the_interval_of_the_difference_covers_no_difference():
    outside = 0
    for seed in range(60):
        drawn, members, others = (Table(rows(60, 3 * seed + part), MIXED) for part in range(3))
        found = disclosure(drawn, members, others).difference
        outside += not found.low <= 0 <= found.high
    assert outside <= 8  # of 60 at 95 %: 3


def test_too_few_are_said_to_be_too_few():
    few, enough = Table(rows(19, 0), MIXED), Table(rows(40, 1), MIXED)
    assert not disclosure(enough, few, enough).difference.is_known
    one = Table(rows(40, 1)[:, :1], Columns((0,)))
    assert not disclosure(one, one, one).members.is_known
