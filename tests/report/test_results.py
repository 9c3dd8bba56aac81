"""Results and rows of metrics of arms with several repeats, against plain loops; no training."""

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from foundation.files import save_arrays, write_atomically
from foundation.progress import ProgressDisplay
from metrics.intervals import accuracy_interval, paired_difference
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.run import Run
from plan.run_directory import RunDirectory
from plan.timing import Timing
from report.results import arm_results, finished_arms, metrics_rows

ARMS = ("original", "augmented")
LABELS = np.repeat([0, 1, 2], [20, 15, 25])
# (arm, repeat) -> how often the classifier is right
SHARES = {
    ("original", 0): 0.9, ("original", 1): 0.8, ("original", 2): 0.95,
    ("augmented", 0): 0.6, ("augmented", 1): 0.7, ("augmented", 2): 0.4,
}  # fmt: skip


def make_study(digits, root, **fields) -> Run:
    data = digits.select_classes(["0", "1", "2"])
    config = ExperimentConfig(dataset="digits", classes=("0", "1", "2"), arms=ARMS, **fields)
    directory = RunDirectory(root, digits.class_names)
    return Run(
        config=config,
        data=data,
        plan=Plan(config, data.name, digits.checksum, data.class_names, directory),
        run_directory=directory,
        display=ProgressDisplay(Console()),
        timing=Timing(root / "timing.csv"),
    )


def answers(arm: str, repeat: int) -> np.ndarray:
    """What a made-up classifier says of each test image."""
    rng = np.random.default_rng([ARMS.index(arm), repeat])
    wrong = (LABELS + rng.integers(1, 3, len(LABELS))) % 3
    return np.where(rng.random(len(LABELS)) < SHARES[arm, repeat], LABELS, wrong)


def finish(study: Run, arm: str, repeat: int) -> None:
    """Leave the files of a trained classifier."""
    planned = study.plan.classifier(arm, repeat)
    directory = planned.unit.directory
    history = (
        "update,training_accuracy,validation_accuracy,validation_loss\n"
        f"5,0.4,0.{repeat + 1},0.5\n9,0.9{repeat},0.8,0.{repeat}\n"
    )
    write_atomically(directory / "history.csv", history)
    probabilities = np.eye(3, dtype=np.float32)[answers(arm, repeat)]
    arrays = {"probabilities": probabilities, "labels": LABELS, "index": np.arange(len(LABELS))}
    save_arrays(directory / "predictions.npz", arrays)
    files = [directory / "history.csv", directory / "predictions.npz"]
    selected = 5 if repeat else 9
    planned.unit.finish(
        planned.settings, files, training_images=100, updates=9, selected_update=selected
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory, digits):
    """A run directory with three repeats of two arms."""
    root = tmp_path_factory.mktemp("run")
    study = make_study(digits, root, repeats=3)
    for arm, repeat in SHARES:
        finish(study, arm, repeat)
    return root


def rows_of(study: Run) -> pd.DataFrame:
    finished = finished_arms(study)
    rows = metrics_rows(study, arm_results(study, finished), finished)
    return pd.DataFrame(rows).astype({"repeat": "Int64"})


def value(rows: pd.DataFrame, arm, repeat, metric, class_name=None, split="test") -> float:
    found = rows[(rows["arm"] == arm) & (rows["metric"] == metric) & (rows["split"] == split)]
    found = found[found["repeat"].isna() if repeat is None else found["repeat"] == repeat]
    if class_name is None:
        found = found[found["class_name"].isna()]
    else:
        found = found[found["class_name"] == class_name]
    (only,) = found["value"]
    return only


def naive_accuracies(arm: str, label: int | None = None) -> list[float]:
    accuracies = []
    for repeat in range(3):
        pairs = [
            (truth, said)
            for truth, said in zip(LABELS, answers(arm, repeat))
            if label in (None, truth)
        ]
        accuracies.append(sum(truth == said for truth, said in pairs) / len(pairs))
    return accuracies


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("label", [None, 0, 1, 2])
def test_rows_of_repeats_and_over_repeats_equal_plain_loops(digits, root, arm, label):
    rows, accuracies = rows_of(make_study(digits, root, repeats=3)), naive_accuracies(arm, label)
    name = None if label is None else str(label)
    for repeat, accuracy in enumerate(accuracies):
        assert value(rows, arm, repeat, "accuracy", name) == pytest.approx(accuracy)
    assert value(rows, arm, None, "accuracy_mean", name) == pytest.approx(sum(accuracies) / 3)
    assert value(rows, arm, None, "accuracy_min", name) == pytest.approx(min(accuracies))
    assert value(rows, arm, None, "accuracy_max", name) == pytest.approx(max(accuracies))


def test_intervals_and_differences(digits, root):
    rows = rows_of(make_study(digits, root, repeats=3))
    correct = {arm: np.stack([answers(arm, r) == LABELS for r in range(3)]) for arm in ARMS}
    for name, repeat, part in (("accuracy", 1, 1), ("accuracy_mean", None, slice(None))):
        a, b = (correct[arm][part] for arm in ("augmented", "original"))
        expected = dict(zip(("_low", "_high"), accuracy_interval(a)))
        differences = paired_difference(a, b)
        expected |= {
            f"_difference_to_original{end}": difference
            for end, difference in zip(("", "_low", "_high"), differences)
        }
        for suffix, wanted in expected.items():
            assert value(rows, "augmented", repeat, f"{name}{suffix}") == wanted
    assert rows[rows["arm"] == "original"]["metric"].str.contains("difference").sum() == 0


def test_rows_of_a_repeat_are_of_its_own_files(digits, root):
    rows = rows_of(make_study(digits, root, repeats=3))
    found = [value(rows, "original", r, "accuracy", split="validation") for r in range(3)]
    assert found == [0.8, 0.2, 0.3]
    assert value(rows, "original", 2, "loss", split="validation") == 0.5
    assert value(rows, "augmented", 2, "updates", split="train") == 9
    assert not rows.duplicated(["arm", "repeat", "split", "metric", "class_name"]).any()


def test_one_repeat_is_its_own_mean_and_the_same_whatever_their_number(digits, root):
    one, three = (rows_of(make_study(digits, root, repeats=n)) for n in (1, 3))
    first = [rows[rows["repeat"] == 0].reset_index(drop=True) for rows in (one, three)]
    pd.testing.assert_frame_equal(*first, check_exact=True)
    for arm in ARMS:
        accuracy = value(one, arm, 0, "accuracy")
        for metric in ("accuracy_mean", "accuracy_min", "accuracy_max"):
            assert value(one, arm, None, metric) == accuracy
        for end in ("_low", "_high"):
            assert value(one, arm, None, f"accuracy_mean{end}") == value(
                one, arm, 0, f"accuracy{end}"
            )


def test_results_of_arms(digits, root):
    study = make_study(digits, root, repeats=3)
    finished = finished_arms(study)
    original, augmented = arm_results(study, finished)
    assert original.accuracies == pytest.approx(naive_accuracies("original"))
    assert original.accuracy == pytest.approx(sum(naive_accuracies("original")) / 3)
    assert original.accuracy_range == (min(original.accuracies), max(original.accuracies))
    assert original.selected_updates == [9, 5, 5]
    by_class = naive_accuracies("augmented", label=1)
    assert augmented.per_class["1"] == pytest.approx(sum(by_class) / 3)
    assert augmented.per_class_ranges["1"] == pytest.approx((min(by_class), max(by_class)))
    matrix = np.zeros((3, 3), int)
    for repeat in range(3):
        np.add.at(matrix, (LABELS, answers("augmented", repeat)), 1)
    np.testing.assert_array_equal(finished["augmented"].confusion, matrix)


def test_the_end_of_the_curve_is_the_mean_of_the_repeats(digits, root):
    study = make_study(digits, root, repeats=3)
    (original, _), rows = arm_results(study, finished_arms(study)), rows_of(study)
    assert original.settling.training == pytest.approx((0.90 + 0.91 + 0.92) / 3)
    assert original.settling.validation == pytest.approx(0.8)
    assert (original.settling.state, original.is_rising) == ("not known", False)
    for split, accuracy in (("train", 0.91), ("validation", 0.8)):
        found = value(rows, "original", None, "last_accuracy_mean", split=split)
        assert found == pytest.approx(accuracy)
    assert "last_third_slope" not in set(rows["metric"])  # two points have none


def test_a_single_repeat_has_no_range(digits, root):
    study = make_study(digits, root, repeats=1)
    for result in arm_results(study, finished_arms(study)):
        assert result.accuracy == naive_accuracies(result.arm)[0]
        assert result.accuracy_range is None and result.per_class_ranges == {}


def test_an_arm_is_complete_only_with_all_its_repeats(digits, root, tmp_path):
    study = make_study(digits, tmp_path, repeats=3)
    for arm, repeat in (("original", 0), ("original", 1), ("original", 2), ("augmented", 1)):
        finish(study, arm, repeat)
    finished = finished_arms(study)
    assert list(finished) == ["original"]
    result = arm_results(study, finished)[1]
    assert (result.arm, result.status) == ("augmented", "incomplete")
    assert result.detail == "1 of 3 repeats are trained"
    assert set(rows_of(study)["arm"]) == {"original"}
    more = make_study(digits, root, repeats=4)
    assert {result.status for result in arm_results(more, finished_arms(more))} == {"incomplete"}
