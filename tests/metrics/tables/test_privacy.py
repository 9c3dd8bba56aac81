"""Copy checks, attacks and disclosure on rows: replaying generators are found, fresh rows are not.

The positive control is copies of training rows; the negative one is held-out rows.
"""

import numpy as np
import pytest
from scipy import stats

from metrics.copying.exact_copies import are_copies
from metrics.privacy import DRAWN, FRESH, REPLAYED, PrivacyEvidence, measure
from metrics.tables import disclosure as module
from metrics.tables.columns import Columns, Table
from metrics.tables.disclosure import RowsByRole, disclosure, guessed
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


def by_role(seed, count=120):
    """Four roles of one class, all of one make."""
    roles = ("drawn", "training", "held_out", "fresh")
    made = {role: Table(rows(count, 10 * seed + n), MIXED) for n, role in enumerate(roles)}
    return RowsByRole(**made)


def test_the_class_is_one_more_column_that_is_known_or_guessed():
    classes = {name: by_role(seed) for seed, name in enumerate("ab")}
    found = module.measure(classes, 0)
    assert set(found) == {None, "a", "b"}

    def together(part):
        parts = [getattr(each, part) for each in classes.values()]
        labels = np.repeat([0, 1], [len(each) for each in parts])
        return Table(np.concatenate([each.values for each in parts]), MIXED).with_column(labels, 2)

    drawn, members, others = map(together, ("drawn", "training", "held_out"))
    right = [guessed(drawn, each, range(5)).mean(axis=1) for each in (members, others)]
    assert found[None] == disclosure(drawn, members, others)
    expected = stats.ttest_ind(*right, equal_var=False).confidence_interval()
    difference = found[None].difference
    assert (difference.low, difference.high) == pytest.approx((expected.low, expected.high))
    assert found[None].members.value == pytest.approx(right[0].mean())
    assert found[None].others.count == 240
    for index, name in enumerate("ab"):
        own = slice(120 * index, 120 * (index + 1))
        difference = right[0][own].mean() - right[1][own].mean()
        assert found[name].difference.value == pytest.approx(difference)
    alone = module.measure({"a": classes["a"]}, 0)  # whose class nobody has to guess
    of_four = guessed(classes["a"].drawn, classes["a"].training, range(4)).mean()
    assert alone[None].members.value == pytest.approx(of_four)


def test_of_many_candidates_some_are_asked_and_the_class_is_always_a_secret(monkeypatch):
    monkeypatch.setattr(module, "MOST_CANDIDATES", 50)
    monkeypatch.setattr(module, "MOST_SECRETS", 2)
    asked = []

    def looked_up(drawn, candidates, secrets):
        asked.append((len(candidates), list(secrets)))
        return np.ones((len(candidates), len(secrets)), bool)

    monkeypatch.setattr(module, "guessed", looked_up)
    module.measure({name: by_role(seed) for seed, name in enumerate("ab")}, 0)
    assert [count for count, _ in asked] == [50, 50]
    assert asked[0][1] == asked[1][1] and len(asked[0][1]) == 2 and asked[0][1][-1] == 4


def test_both_controls_stand_beside_what_is_guessed():
    evidence = {}
    for seed, name in enumerate("ab"):
        stored = by_role(seed, count=300)
        seen = {part: KIND.compared(getattr(stored, part).values) for part in vars(stored)}
        none = np.zeros(300, bool)
        evidence[name] = PrivacyEvidence(
            **seen, is_copy=none, fresh_is_copy=none, reference=seen["fresh"], rows=stored
        )
    figures = [f for f in measure(evidence, 0) if f.name.startswith("disclosure")]
    found = {(f.class_name, f.name, f.subject): f.estimate for f in figures}
    parts = [f"disclosure_{part}" for part in ("members", "others", "difference")]
    expected = {(None, name, subject) for name in parts for subject in (DRAWN, FRESH, REPLAYED)}
    assert set(found) == expected | {(own, name, DRAWN) for own in "ab" for name in parts}
    for subject in (DRAWN, FRESH):
        difference = found[None, "disclosure_difference", subject]
        assert difference.low < 0 < difference.high
    assert found[None, "disclosure_members", REPLAYED].value > 0.85
    assert found[None, "disclosure_difference", REPLAYED].low > 0.3


def test_many_categories_and_far_values_are_as_far_as_can_be():
    columns = Columns((5000, 0, 0))
    drawn = Table(np.array([[0.0, 0, 1], [4999, 10, 2]]), columns)
    asked = Table(np.array([[4999, 1e100, 1], [0, -1e100, 1], [0, 10, 2]]), columns)
    # The third column is the secret. The last row is as near to both: the first counts.
    assert guessed(drawn, asked, [2]).tolist() == [[False], [True], [False]]


def test_too_few_are_said_to_be_too_few():
    few, enough = Table(rows(19, 0), MIXED), Table(rows(40, 1), MIXED)
    assert not disclosure(enough, few, enough).difference.is_known
    one = Table(rows(40, 1)[:, :1], Columns((0,)))
    assert not disclosure(one, one, one).members.is_known
