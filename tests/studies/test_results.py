"""Reading hand-made runs, and the tables that come of them."""

import numpy as np
import pytest

from foundation.errors import UserError
from studies import summary as tables
from studies.advice import advise
from studies.differences import BEST_CHEAP, Cell, best_cheap
from studies.results import StudyResults, read_run
from tests.studies.made_runs import RISING, finish_arm, make_run, planned, study_of

TABLE = {
    "10": {"original": [150, 152, 148], "augmented": [160, 162, 158], "synthetic": [170, 173, 169]},
    "50": {"original": [180, 181, 179], "augmented": [170, 172, 171], "synthetic": [180, 182, 179]},
}


@pytest.fixture
def summary(tmp_path):
    return study_of(tmp_path, TABLE)


def test_an_arm_is_its_repeats(tmp_path):
    directory = make_run(tmp_path, {"original": 150, "synthetic": 100}, repeats=2)
    finish_arm(directory, "original", 170, repeat=1, seed=5, validation=0.85)
    run = read_run(planned(), tmp_path)
    assert run.status == "finished" and run.seconds == 2.5 and run.per_class == 10
    assert run.arms["original"].accuracy == pytest.approx(0.8)
    assert run.arms["original"].validation_accuracy == pytest.approx(0.8)
    assert run.arms["original"].correct.shape == (2, 200)


def test_what_is_missing_or_damaged_is_no_result(tmp_path):
    directory = make_run(tmp_path, {"original": 150, "synthetic": 100}, repeats=2)
    directory.classifier_unit("original", 1).marker.unlink()
    (directory.classifier_unit("synthetic").directory / "history.csv").write_text("spoilt")
    run = read_run(planned(), tmp_path)
    assert run.arms == {} and run.status == "waiting"
    assert run.asked_arms == ("original", "synthetic")
    assert read_run(planned(), tmp_path / "none").status == "waiting"


def test_the_published_protocol_has_no_validation_accuracy(tmp_path):
    directory = make_run(tmp_path, {"original": 150})
    finish_arm(directory, "original", 150, selection="none")
    assert read_run(planned(), tmp_path).arms["original"].validation_accuracy is None


def test_differences_by_hand(summary):
    found = {(e.cell.size, e.cell.arm, e.difference.pair.reference): e for e in summary.compared}
    assert set(found) == {
        (size, arm, reference)
        for size in TABLE
        for arm, reference in [
            ("augmented", "original"), ("synthetic", "original"), ("synthetic", BEST_CHEAP),
        ]
    }  # fmt: skip
    values = found["10", "synthetic", BEST_CHEAP].difference.values  # augmented leads
    assert list(values.values()) == pytest.approx([10 / 200, 11 / 200, 11 / 200])
    values = found["50", "synthetic", BEST_CHEAP].difference.values  # original leads
    assert list(values.values()) == pytest.approx([0, 1 / 200, 0])
    assert found["10", "synthetic", "original"].difference.verdict == "better"
    assert found["50", "synthetic", BEST_CHEAP].difference.verdict.startswith("no difference shown")


def test_the_tables_are_those_of_the_runs(summary):
    runs = tables.runs_table(summary.results.runs)
    assert len(runs) == 2 * 3 * 3 and set(runs["status"]) == {"finished"}
    row = runs.query("arm == 'synthetic' and seed == 1 and samples_per_class == '10'").iloc[0]
    assert row["accuracy"] == pytest.approx(173 / 200) and row["test_images"] == 200
    assert row["image_low"] < row["accuracy"] < row["image_high"]
    arms = tables.arms_table(summary).set_index(["samples_per_class", "arm"])
    mean = arms.loc[("10", "synthetic")]
    assert mean["mean_accuracy"] == pytest.approx(np.mean([170, 173, 169]) / 200)
    assert mean["sd_over_seeds"] == pytest.approx(np.std([170, 173, 169], ddof=1) / 200)
    assert mean["nested_low"] <= mean["low"] < mean["high"] <= mean["nested_high"]
    differences = tables.differences_table(summary)
    assert len(differences) == 6 and set(differences["seeds"]) == {3}
    excludes = (differences["corrected_low"] > 0) | (differences["corrected_high"] < 0)
    assert (excludes == differences["verdict"].isin(["better", "worse"])).all()
    assert (excludes == (differences["corrected_p_value"] <= 0.05)).all()
    cheap = differences.query("reference == @BEST_CHEAP").set_index("samples_per_class")
    assert cheap["reference_arms"].to_dict() == {"10": "augmented:3", "50": "original:3"}


def test_one_seed_has_neither_interval_over_seeds_nor_verdict(tmp_path):
    summary = study_of(tmp_path, {"10": {"original": [150], "synthetic": [190]}})
    for each in summary.compared:
        assert each.difference.verdict == "" and each.difference.corrected is None
        assert each.nested[0] < each.difference.found.mean < each.nested[1]
    row = tables.differences_table(summary).iloc[0]
    assert np.isnan(row["low"] or np.nan) and row["verdict"] == ""


def test_one_seed_takes_the_cheap_arm_of_its_validation_images(tmp_path):
    directory = make_run(tmp_path, {"original": 150, "augmented": 100, "synthetic": 190})
    finish_arm(directory, "augmented", 100, validation=0.9)
    summary = tables.summarise([read_run(planned(), tmp_path)])
    (each,) = summary.against_cheap("", "10")
    assert each.difference.pair.against == {0: Cell("", "10", "augmented")}


SETS = {"original": {0: 0.80, 1: 0.80, 2: 0.80}, "augmented": {0: 0.70, 1: 0.90, 2: 0.90}}


def cells(arms):
    return {Cell("", "10", arm): row for arm, row in arms.items()}


def cheap_of(arms, validation=()):
    found = best_cheap(cells(arms), cells(dict(validation)), Cell("", "10", "synthetic"))
    return {seed: cell.arm for seed, cell in found.items()}


def test_the_best_cheap_arm_is_chosen_on_all_seeds_that_both_have():
    # On seeds 1 and 2 augmented leads; on 0 and one of them the means are equal: the first.
    assert cheap_of(SETS | {"synthetic": {0: 0.5}}) == {0: "augmented"}
    assert cheap_of(SETS | {"synthetic": {0: 0.5, 1: 0.5, 7: 0.5}}) == {
        0: "augmented", 1: "original",
    }  # fmt: skip


def test_one_shared_seed_without_validation_has_no_best_cheap_arm():
    arms = {"original": {0: 0.6}, "augmented": {0: 0.9, 1: 0.9}, "synthetic": {0: 0.8, 1: 0.8}}
    assert cheap_of(arms) == {}
    assert cheap_of(arms, {"original": {0: 0.5}}) == {}
    assert cheap_of(arms, {"original": {0: 0.5}, "augmented": {0: 0.6}}) == {0: "augmented"}
    assert cheap_of({"original": {0: 0.6}, "augmented": {1: 0.9}, "synthetic": {0: 0.8}}) == {}
    del arms["augmented"]  # nothing to choose
    assert cheap_of(arms) == {0: "original"}


def test_settings_are_compared_with_the_first_one(tmp_path):
    runs = []
    for value, count in (("0", 150), ("1", 170)):
        for seed in range(2):
            root = tmp_path / f"{value}-{seed}"
            make_run(root, {"original": 140 + seed, "synthetic": count + seed}, seed=seed)
            runs.append(read_run(planned(seed, "10", (("gan.r1-weight", value),)), root))
    summary = tables.summarise(runs)
    (pair,) = [e for e in summary.compared if e.difference.pair.reference == "gan.r1-weight 0"]
    assert pair.cell == Cell("gan.r1-weight 1", "10", "synthetic")
    assert pair.difference.found.mean == pytest.approx(20 / 200)


def test_other_test_images_are_refused(tmp_path):
    make_run(tmp_path / "a", {"original": 150, "synthetic": 150})
    directory = make_run(tmp_path / "b", {"original": 150, "synthetic": 150}, seed=1)
    unit = directory.classifier_unit("original")
    arrays = dict(np.load(unit.directory / "predictions.npz"))
    np.savez(unit.directory / "predictions.npz", **(arrays | {"index": arrays["index"] + 1}))
    unit.finish({}, [unit.directory / "predictions.npz"], selected_update=9)
    runs = [read_run(planned(s), tmp_path / name) for s, name in enumerate("ab")]
    with pytest.raises(UserError, match="tested on the same images"):
        tables.summarise(runs)


def test_while_the_reference_was_still_rising_no_difference_is_a_finding(tmp_path):
    table = {"original": [120, 121, 122], "synthetic": [180, 181, 182]}
    settled = study_of(tmp_path / "settled", {"10": table})
    assert {each.difference.verdict for each in settled.compared} == {"better"}
    rising = study_of(tmp_path / "rising", {"10": table}, history=RISING)
    words = {each.difference.verdict for each in rising.compared}
    assert words == {"no finding: original was still rising"}
    (advice,) = advise(rising)
    assert advice.arm == "" and "train the classifiers longer" in advice.sentence
    assert set(tables.differences_table(rising)["verdict"]) == words


def test_one_seed_that_wobbles_upwards_does_not_stop_a_study(tmp_path):
    """Whether a curve has settled is asked of the mean over the seeds."""
    ends = [
        "0.70,0.71,0.72",  # still rising, alone
        "0.73,0.71,0.70",
        "0.71,0.72,0.71",
    ]
    runs = []
    for seed, end in enumerate(ends):
        values = ["0.4", "0.5", "0.6", "0.65", "0.68", "0.70", *end.split(",")]
        lines = [f"{update},0.9,{value}" for update, value in enumerate(values, start=1)]
        history = "\n".join(["update,training_accuracy,validation_accuracy", *lines]) + "\n"
        root = tmp_path / f"standard-seed{seed}-n10"
        make_run(root, {"original": 140, "augmented": 150 + seed}, seed=seed, history=history)
        runs.append(read_run(planned(seed, "10"), root))
    alone, together = StudyResults(runs[:1]), StudyResults(runs)
    assert {cell.arm for cell in alone.rising} == {"original", "augmented"}
    assert not together.rising
