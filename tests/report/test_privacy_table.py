"""The table on privacy: what is measured is read back, and a replaying generator is named."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.estimate import too_few
from metrics.measuring import Measured
from metrics.privacy import DRAWN, FRESH, REPLAYED, Figure, PrivacyEvidence, measure
from metrics.symptoms import symptoms_of
from report.privacy_table import PrivacyTable, load_table, save_table
from tests.report.drawn_digits import (
    CLASSES,
    RECORDS,
    evidence_of,
    half_replays,
    honest_ones,
    noisy_replays,
    parts_of,
    replays,
    table_of,
)  # fmt: skip


@pytest.fixture(scope="module")
def honest_table(digits):
    return table_of(digits, honest_ones)


def names_of(table):
    return [list(symptoms_of(table.measured(str(index)))) for index in CLASSES]


def test_an_honest_held_out_sample_is_not_called_replaying(honest_table):
    assert names_of(honest_table) == [[]] * 10
    worst = honest_table.get("worst_auc")
    assert worst.low < 0.5 < worst.high and honest_table.get("exact_copies").value == 0


@pytest.mark.parametrize("draw", [replays, noisy_replays, half_replays])
def test_a_replaying_generator_is_caught_by_name_in_every_class(digits, draw):
    table = table_of(digits, draw)
    assert names_of(table) == [["replaying"]] * 10
    assert table.get("worst_auc").low > 0.5
    assert (table.get("exact_copies").value > 0.4) == (draw is not noisy_replays)


def test_both_controls_stand_beside_what_was_drawn(honest_table):
    fresh, replayed = (honest_table.get("worst_auc", each) for each in (FRESH, REPLAYED))
    assert fresh.low < 0.5 < fresh.high and replayed.low > 0.95
    assert honest_table.get("exact_copies", REPLAYED).value == 1
    assert honest_table.get("closer_to_training", REPLAYED).value == 1
    assert honest_table.get("closest_record_distance", REPLAYED).value == 0
    assert honest_table.get("closest_record_distance", FRESH).low > 0


def test_all_classes_together_are_all_examples_and_all_candidates(honest_table, digits):
    drawn = sum(len(parts_of(digits, index)[4]) for index in CLASSES)
    assert honest_table.get("near_copies").count == drawn
    assert honest_table.get("distance_auc").count == 10 * RECORDS
    assert honest_table.get("distance_auc", DRAWN, "3").count == RECORDS
    assert honest_table.has("worst_hits") and not honest_table.has("worst_hits", DRAWN, "3")
    assert not honest_table.has("discriminator_auc")
    most = max(honest_table.get(f"{a}_auc").value for a in ("distance", "density_ratio"))
    assert honest_table.get("worst_auc").value >= most


def test_a_class_with_too_few_examples_counts_for_nothing_and_says_so(digits):
    evidence = {str(index): evidence_of(digits, index, honest_ones) for index in (0, 1)}
    alone = PrivacyTable(measure({"0": evidence["0"]}, seed=0))
    one = evidence["1"]
    few = PrivacyEvidence(
        drawn=one.drawn, is_copy=one.is_copy, training=one.training[:4], held_out=one.held_out[:4],
        fresh=one.fresh, fresh_is_copy=one.fresh_is_copy, reference=one.reference,
    )  # fmt: skip
    both = PrivacyTable(measure({"0": evidence["0"], "1": few}, seed=0))
    assert both.get("closer_to_training") == alone.get("closer_to_training")
    assert both.get("worst_auc") == alone.get("worst_auc")
    assert not both.has("near_copies", DRAWN, "1") and not both.has("worst_auc", DRAWN, "1")
    assert symptoms_of(both.measured("1")) == {}
    nobody = PrivacyTable(measure({"1": few}, seed=0))
    assert not nobody.has("worst_auc") and not nobody.has("near_copies")


def with_logits(evidence, seed, *, validation=0, told=1.0, other_make=0.0):
    """The same with logits: members are higher by `told`, what is held out lower by the make."""
    draw = np.random.default_rng(seed)
    members, others, fresh = (
        draw.normal(0, 0.3, RECORDS),
        draw.normal(-other_make, 0.3, RECORDS),
        draw.normal(0, 0.3, validation),
    )
    logits = np.concatenate([members + told, others])
    return replace(evidence, logits=logits, validation_logits=fresh)


def test_the_discriminators_score_is_an_attack_of_its_own_where_it_is_kept(digits):
    one = evidence_of(digits, 0, honest_ones)
    without = PrivacyTable(measure({"0": one}, seed=0))
    table = PrivacyTable(measure({"0": with_logits(one, 0)}, seed=0))
    assert table.get("discriminator_auc").low > 0.9
    assert not table.has("discriminator_auc", FRESH)  # no validation image to hold it against
    for subject in (DRAWN, FRESH, REPLAYED):  # the worst is one of those by drawn examples
        assert table.get("worst_auc", subject) == without.get("worst_auc", subject)
        of_drawn = [
            table.get(f"{a}_auc", subject) for a in ("distance", "density_ratio", "likelihood")
        ]
        assert table.get("worst_auc", subject) == max(of_drawn, key=lambda each: each.value)


def test_the_floor_of_the_discriminator_has_validation_images_in_the_place_of_members(digits):
    made = {
        str(i): with_logits(
            evidence_of(digits, i, honest_ones), i, validation=25 * (i > 0), told=0, other_make=0.4
        )
        for i in range(3)
    }
    table = PrivacyTable(measure(made, seed=0))
    found, floor = (table.get("discriminator_auc", each) for each in (DRAWN, FRESH))
    assert found.low > 0.5 and floor.low > 0.5 and found.low < floor.high  # of other make, no more
    assert found.count == 3 * RECORDS and floor.count == 2 * 25  # a class without has no part
    scaled = []
    for i in (1, 2):
        both = np.concatenate([made[str(i)].validation_logits, made[str(i)].logits[RECORDS:]])
        scaled.append((both - both.mean()) / both.std())
    one, other = (np.concatenate(each) for each in zip(*(np.split(s, [25]) for s in scaled)))
    assert floor.value == pytest.approx(np.mean(one[:, None] > other[None, :]))
    assert not table.has("discriminator_auc", REPLAYED)


def test_a_table_is_read_back_as_it_was_written(tmp_path, honest_table):
    nothing = Figure(class_name="NA", name="near_copies", subject=DRAWN, estimate=too_few(3))
    save_table(tmp_path / "t.csv", [*honest_table.figures, nothing])
    read = load_table(tmp_path / "t.csv").figures
    known = [each for each in honest_table.figures if each.estimate.is_known]
    assert [each for each in read if each.estimate.is_known] == known
    assert read[-1].class_name == "NA" and read[-1].estimate.count == 3
    assert not read[-1].estimate.is_known and len(read) == len(honest_table.figures) + 1


def test_a_symptom_needs_the_whole_interval_beyond_the_floor():
    def figures(low, floor_high, other_high=0.1):
        near = Measured(value=0.3, interval=(low, 0.5), floors=(0.0, floor_high))
        other = Measured(value=0.05, interval=(0.0, other_high), floors=(0.0, 0.1))
        return {"near_copies": near, "near_held_out": other}

    assert list(symptoms_of(figures(0.2, 0.1))) == ["replaying"]
    assert symptoms_of(figures(0.2, 0.25)) == {}
    assert symptoms_of(figures(0.2, 0.1, other_high=0.3)) == {}  # near to any real ones
