"""Copy checks against loops, and on generators that are known to copy or not to."""

import numpy as np
import pytest
from scipy import stats

from metrics.copying import summaries
from metrics.copying.catalog import COPY_CHECKS
from metrics.copying.evidence import CopyEvidence, Measured, of_each, together
from metrics.copying.exact_copies import are_copies
from metrics.copying.pairs import closest_pairs


def evidence_of(drawn, training, held_out):
    copies = are_copies(drawn, training)
    return CopyEvidence(drawn=drawn, training=training, held_out=held_out, is_copy=copies)


def measured(name, evidence):
    return COPY_CHECKS[name].measure(evidence)


def figure(name, evidence):
    row = COPY_CHECKS[name]
    return row.summed_up(row.measure(evidence), seed=0)


@pytest.fixture(scope="module")
def real():
    """A maker of real examples, float32 [n, 12]: three bumps."""
    centres = np.random.default_rng(0).normal(0, 2, (3, 12))

    def make(count, seed):
        draw = np.random.default_rng(seed)
        return (centres[draw.integers(0, 3, count)] + draw.normal(size=(count, 12))).astype("f4")

    return make


@pytest.fixture(scope="module")
def small(real):
    return evidence_of(real(15, 1), real(12, 2), real(12, 3))


def distance(a, b):
    return float(np.sqrt(sum((float(x) - float(y)) ** 2 for x, y in zip(a, b))))


def sorted_distances(example, records):
    return sorted(distance(example, record) for record in records)


def test_the_checks_are_those_of_plain_loops(small):
    limit = np.percentile([sorted_distances(r, small.training)[1] for r in small.training], 1)
    expected = {name: [] for name in COPY_CHECKS}
    for example in small.drawn:
        first, second = sorted_distances(example, small.training)[:2]
        other = sorted_distances(example, small.held_out)[0]
        expected["closer_to_training"].append(float(first < other))
        expected["exact_copies"].append(0.0)
        expected["near_copies"].append(float(first < limit))
        expected["near_held_out"].append(float(other < limit))
        expected["closest_record_distance"].append(first)
        expected["neighbour_distance_ratio"].append(first / second)
    for name, values in expected.items():
        assert measured(name, small).values == pytest.approx(values), name
    assert 0 < np.mean(expected["closer_to_training"]) < 1


def test_ties_count_half():
    training = np.eye(10, 12, dtype="f4")
    drawn = np.concatenate([training[:3], np.zeros((1, 12), "f4")])
    found = measured("closer_to_training", evidence_of(drawn, training, training.copy()))
    assert found.values.tolist() == [0.5] * 4


def test_what_is_singled_out_and_what_is_twice_there(real):
    training = np.concatenate([real(12, 2), real(12, 2)[:1]])
    evidence = evidence_of(training[[0, 5]], training, real(13, 3))
    assert measured("neighbour_distance_ratio", evidence).values.tolist() == [1.0, 0.0]
    assert measured("near_copies", evidence).values.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("part", [0.0, 0.1, 1.0])
def test_copies_are_found_by_about_their_part_and_only_they(real, part):
    training, held_out, fresh = real(400, 1), real(400, 2), real(400, 3)
    drawn, count = real(1000, 4), int(1000 * part)
    drawn[:count] = training[np.random.default_rng(5).integers(0, 400, count)]
    evidence = evidence_of(drawn, training, held_out)
    floor = evidence_of(fresh, training, held_out)
    closer = figure("closer_to_training", evidence)
    assert closer.value == pytest.approx(part + (1 - part) / 2, abs=0.05)
    assert figure("exact_copies", evidence).value == part
    near = figure("near_copies", evidence)
    assert near.value == pytest.approx(part, abs=0.03)
    assert figure("near_held_out", evidence).value < 0.05
    distances = [figure("closest_record_distance", e) for e in (evidence, floor)]
    ratios = [figure("neighbour_distance_ratio", e) for e in (evidence, floor)]
    assert figure("exact_copies", floor).value == 0
    if part:
        assert near.low > figure("near_copies", floor).high and closer.low > 0.5 * (1 + part) - 0.1
        assert distances[0].high < distances[1].low and ratios[0].high < ratios[1].low
    else:
        assert closer.low < 0.5 < closer.high
        assert near.low < figure("near_copies", floor).high
        assert distances[0].low < distances[1].high and ratios[0].low < ratios[1].high


def test_copies_with_a_little_noise_are_near_ones_and_average_examples_are_not(real):
    training, held_out = real(400, 1), real(400, 2)
    noise = np.random.default_rng(6).normal(0, 0.2, (400, 12)).astype("f4")
    noisy = evidence_of(training + noise, training, held_out)
    assert figure("exact_copies", noisy).value == 0
    assert figure("near_copies", noisy).low > 0.9
    assert figure("near_held_out", noisy).high < 0.1
    means = np.repeat(training.mean(axis=0, keepdims=True), 400, axis=0)
    average = evidence_of(means, training, held_out)
    closer = figure("closer_to_training", average)
    assert closer.value in (0, 1) and closer.high - closer.low > 0.7  # one throw of a coin


def test_the_interval_of_the_closer_share_covers_one_half(real):
    """Drawn examples crowd about few neighbours, so plain counting would be too sure."""
    covered, plain = 0, 0
    for trial in range(100):
        drawn = real(400, 10 * trial)
        evidence = evidence_of(drawn, real(60, 10 * trial + 1), real(60, 10 * trial + 2))
        found = figure("closer_to_training", evidence)
        covered += found.low <= 0.5 <= found.high
        ends = stats.binomtest(int(found.value * 400), 400).proportion_ci(method="wilson")
        plain += ends.low <= 0.5 <= ends.high
    assert 91 <= covered <= 100 and plain < 88


def test_groups_count_as_less_than_as_many_examples():
    assert summaries.effective_count(np.array([4, 4, 4, 4])) == 1
    assert summaries.effective_count(np.array([0, 1, 2])) == 3
    assert summaries.effective_count(np.array([0, 0, 1])) == pytest.approx(9 / 5)
    value = summaries.share(Measured(np.array([1.0, 1, 0, 0]), np.array([0, 1, 2, 3])), 0)
    expected = stats.binomtest(2, 4).proportion_ci(method="wilson")
    assert (value.low, value.high) == pytest.approx((expected.low, expected.high))
    assert (value.value, value.count) == (0.5, 4)


def test_classes_together_are_all_their_examples():
    one, two = Measured(np.array([1.0, 0]), np.array([3, 3])), of_each(np.array([0.0]))
    both = together([one, two])
    assert both.values.tolist() == [1, 0, 0]
    assert both.groups[0] == both.groups[1] != both.groups[2]


def test_a_low_percentile_has_a_bootstrap_interval():
    values = np.random.default_rng(0).exponential(size=2000)
    found = summaries.low_percentile(of_each(values), 0)
    assert found.value == pytest.approx(np.percentile(values, 5))
    assert found.low < -np.log(0.95) < found.high and found.high - found.low < 0.04
    assert found == summaries.low_percentile(of_each(values), 0)
    few = summaries.low_percentile(of_each(values[:99]), 0)
    assert not few.is_known and few.count == 99


@pytest.mark.parametrize("name", COPY_CHECKS)
def test_too_few_records_or_nothing_drawn_is_said(name, real):
    for drawn, records in ((real(120, 1), 9), (real(0, 1), 30)):
        found = figure(name, evidence_of(drawn, real(records, 2), real(records, 3)))
        assert not found.is_known or name == "exact_copies"


def test_unequal_records_are_refused(real):
    with pytest.raises(ValueError, match="received 20 and 21 records"):
        evidence_of(real(5, 1), real(20, 2), real(21, 3))


def test_exact_copies_are_equal_in_every_value():
    records = np.arange(24, dtype=np.uint8).reshape(3, 2, 2, 2)
    drawn = records[[2, 0, 1]].copy()
    drawn[1, 0, 0, 1] += 1
    assert are_copies(drawn, records).tolist() == [True, False, True]
    assert are_copies(drawn[:0], records).shape == (0,)


def test_the_closest_pairs_are_those_of_loops_and_name_nothing_twice(real):
    drawn, records = real(30, 1), real(20, 2)
    drawn[7] = drawn[8] = records[3]
    found = closest_pairs(drawn, records, count=4)
    nearest = [min((distance(d, r), row) for row, r in enumerate(records)) for d in drawn]
    expected, used = [], set()
    for row in sorted(range(30), key=lambda i: (nearest[i][0], i)):
        if nearest[row][1] not in used:
            used.add(nearest[row][1])
            expected.append((row, nearest[row][1]))
    assert list(zip(found.examples.tolist(), found.records.tolist())) == expected[:4]
    assert expected[0] == (7, 3) and found.distances[0] == 0
    assert len(closest_pairs(drawn[:0], records).examples) == 0


@pytest.mark.parametrize("name", COPY_CHECKS)
def test_every_check_is_told_in_words(name):
    row = COPY_CHECKS[name]
    assert (
        row.heading and row.about.endswith(".") and row.shown_as in ("percent", "ratio", "figure")
    )
