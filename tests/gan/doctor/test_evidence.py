"""Rules of single symptoms on made-up figures, where a training would take long to show them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gan.catalog import OBJECTIVES
from gan.doctor import memorisation, mode_collapse, oscillation, too_short
from gan.doctor.catalog import SYMPTOMS
from gan.doctor.evidence import Evidence, area_under_roc
from gan.doctor.findings import Finding, load_findings, save_findings
from gan.options import GanConfig

RNG = np.random.default_rng(0)
NOTHING = pd.DataFrame()


def test_the_area_under_the_curve_counts_pairs():
    real, fake = np.array([1.0, 2.0, 3.0]), np.array([0.0, 2.0])
    assert area_under_roc(real, fake) == pytest.approx((1 + 0 + 1 + 0.5 + 1 + 1) / 6)


def distances(values) -> Evidence:
    values = np.asarray(values, np.float32)
    return Evidence(
        history=NOTHING, seen={"update": np.arange(len(values)) * 100, "distance": values}
    )


@pytest.mark.parametrize(
    "end, shows",
    [
        (np.linspace(0.30, 0.15, 10), True),
        (np.linspace(0.30, 0.28, 10), False),  # hardly falls
        (np.linspace(0.003, 0.0015, 10), False),  # nowhere to fall
        (np.linspace(0.15, 0.30, 10), False),
        (np.resize([0.3, 0.15], 10), False),  # up and down
    ],
)
def test_a_training_is_too_short_where_its_distance_falls_to_the_end(end, shows):
    found = too_short.find(distances([*np.linspace(2, end[0], 20), *end]))
    assert (found is not None) == shows
    if shows:
        assert "fell by 50%" in found or "fell by 4" in found


def test_too_few_looks_say_nothing_nor_does_what_is_no_number():
    assert too_short.find(distances([3, 2, 1])) is None
    assert too_short.find(distances([np.nan] * 12)) is None


def test_a_copy_is_found_among_all_that_was_learned_from():
    known = RNG.normal(size=(600, 8))
    few = Evidence(history=NOTHING, real=known[:50], known=known, drawn=known[300:400])
    assert "0.00 times" in memorisation.find(few)


def test_a_schedule_of_whole_epochs_swings_by_itself():
    saw = np.tile(np.linspace(0, 2, 60), 15)
    evidence = logits(saw)
    assert oscillation.find(evidence) is not None
    evidence.history["epoch"] = np.arange(1, 901) / 60
    assert oscillation.find(evidence) is None


def logits(difference) -> Evidence:
    count = len(difference)
    frame = pd.DataFrame({"real_logit": difference, "fake_logit": np.zeros(count)})
    return Evidence(history=frame)


@pytest.mark.parametrize(
    "curve, shows",
    [
        (np.sin(np.linspace(0, 60, 900)), True),
        (0.1 * np.sin(np.linspace(0, 60, 900)), False),  # too small
        (np.sin(np.linspace(0, 9, 900)), False),  # too few times
        (RNG.normal(0, 1, 900), False),  # noise
        (np.linspace(0, 5, 900) ** 2, False),  # a trend
    ],
)
def test_oscillation_is_what_comes_back(curve, shows):
    found = oscillation.find(logits(curve + RNG.normal(0, 0.05, 900)))
    assert (found is not None) == shows
    if shows:  # 600 rows are 40 of the 60 radians
        assert "about 16%" in found or "about 15%" in found


def groups(centres, each):
    return np.concatenate([RNG.normal(centre, 0.1, (each, 5)) for centre in centres])


def test_groups_without_drawn_examples_are_missed():
    centres = np.eye(5) * 10
    real = groups(centres, 40)
    assert mode_collapse.missed_groups(real, groups(centres, 20))[1] == 0
    count, missed = mode_collapse.missed_groups(real, groups(centres[:2], 50))
    # k-means parts some of the five once more: three of five centres have no drawn example.
    assert count == 10 and missed >= 3
    sentence = mode_collapse.find(
        Evidence(history=NOTHING, real=real, drawn=groups(centres[:2], 50))
    )
    assert f"Of 10 groups that real examples fall into, {missed} have" in sentence


def test_copies_are_memorised_and_other_real_examples_are_not():
    real = RNG.normal(size=(100, 4))
    copies = real[:50] + RNG.normal(0, 0.001, (50, 4))
    assert "(limit 0.5; medians)" in memorisation.find(
        Evidence(history=NOTHING, real=real, drawn=copies)
    )
    others = Evidence(history=NOTHING, real=real, drawn=RNG.normal(size=(50, 4)))
    assert memorisation.find(others) is None


def test_findings_are_read_back_with_title_and_advice(tmp_path):
    assert load_findings(tmp_path) is None
    save_findings(tmp_path, [Finding("too_short", "It fell.")])
    (found,) = load_findings(tmp_path)
    assert found == Finding("too_short", "It fell.")
    assert (
        found.title == "Too short a training" and found.advice(GanConfig()) == "More --gan.updates."
    )


def test_advice_names_nothing_that_the_training_would_refuse():
    usual = Finding("discriminator_wins", "").advice(GanConfig(loss="non_saturating"))
    assert "--gan.label-smoothing" in usual and usual.startswith("--gan.r1-weight; --gan.acc")
    critic = Finding("discriminator_wins", "").advice(GanConfig(loss="wasserstein"))
    assert "label-smoothing" not in critic and "accuracy-limit" not in critic
    assert "--gan.r1-weight" in critic
    halves = Finding("discriminator_wins", "").advice(GanConfig(schedule="alternating"))
    assert "r1-weight" not in halves and "generator-steps" not in halves
    gone = Finding("vanishing_gradient", "")
    assert "--gan.loss wasserstein" in gone.advice(GanConfig(loss="hinge"))
    assert "--gan.loss wasserstein" not in gone.advice(GanConfig(loss="wasserstein"))
    smooth = GanConfig(loss="non_saturating", label_smoothing=0.1)
    assert "--gan.loss wasserstein" not in gone.advice(smooth)
    shared = Finding("mode_collapse", "").advice(GanConfig(conditional=True))
    assert "coverage-weight" not in shared


@pytest.mark.parametrize("name", SYMPTOMS)
@pytest.mark.parametrize("loss", OBJECTIVES)
def test_some_advice_is_left_for_every_loss(name, loss):
    said = Finding(name, "").advice(GanConfig(loss=loss))
    assert said.endswith(".") and "another loss" not in said and len(said) > 10


@pytest.mark.parametrize("memory", [0.9, 0.94, 0.98])
def test_chance_that_remembers_the_row_before_is_no_oscillation(memory):
    """Of an autoregressive curve less than one in fifty may be taken for one."""
    shocks = np.random.default_rng(7).normal(size=(1000, 200))
    rows = [shocks[0]]
    for shock in shocks[1:]:
        rows.append(memory * rows[-1] + shock)
    curves = np.array(rows[100:]).T  # 900 rows each, of which the last 600 are looked at
    called = [oscillation.find(logits(curve)) is not None for curve in curves]
    assert np.mean(called) < 0.02


def test_swings_of_logits_without_a_scale_are_measured_by_their_spread():
    curve = 0.05 * np.sin(np.linspace(0, 60, 900))
    for spread, shows in ((0.1, True), (1.0, False)):
        seen = {
            "update": np.arange(5),
            "real_logits": np.random.default_rng(0).normal(0, spread, (5, 200)),
        }
        evidence = replace(logits(curve), seen=seen, logits_have_scale=False)
        assert (oscillation.find(evidence) is not None) == shows
        assert oscillation.find(replace(evidence, logits_have_scale=True)) is None
