"""Several classifiers per arm: added to a finished study, made again, taken back."""

import html
import json
import shutil

import numpy as np
import pytest

from experiment import estimate

pytestmark = pytest.mark.long

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")
ARMS = ("original", "synthetic")
FILES = ("DONE", "history.csv", "model.keras", "predictions.npz")


def _rows(root) -> list[dict]:
    return [json.loads(line) for line in (root / "metrics.jsonl").read_text("utf-8").splitlines()]


def _probabilities(directory) -> np.ndarray:
    with np.load(directory / "predictions.npz", allow_pickle=False) as content:
        return content["probabilities"]


@pytest.fixture(scope="module")
def raised(finished, study, file_times, tmp_path_factory):
    """The finished study with one repeat more: its root, how it ended, file times before."""
    output = tmp_path_factory.mktemp("raised") / "runs"
    shutil.copytree(finished.output, output)
    root = output / finished.root.relative_to(finished.output)
    before = file_times(root)
    return root, study(output, *WORDS, "--repeats", "2"), before


@pytest.fixture
def spoilt(raised, tmp_path):
    """A copy of the raised study."""
    shutil.copytree(raised[0].parents[1], tmp_path / "runs")
    return tmp_path / "runs" / raised[0].relative_to(raised[0].parents[1])


def test_raising_the_number_trains_only_the_new_ones(raised, file_times):
    root, outcome, before = raised
    assert outcome.code == 0, outcome
    after = file_times(root)
    kept = [name for name in before if name.startswith(("split", "gan/0", "gan/1", "synthetic"))]
    kept += [name for name in before if name.startswith("classifiers/")]
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    new = {name for name in after if name not in before}
    assert new == {f"classifiers/{arm}/repeat-1/{name}" for arm in ARMS for name in FILES}


def test_a_further_repeat_is_another_classifier(raised):
    for arm in ARMS:
        directory = raised[0] / "classifiers" / arm
        assert (_probabilities(directory) != _probabilities(directory / "repeat-1")).any()


def test_rows_of_the_first_repeat_stay_and_means_are_those_of_the_files(raised, finished):
    rows = _rows(raised[0])
    assert [row for row in rows if row["repeat"] == 0] == [
        row for row in _rows(finished.root) if row["repeat"] == 0
    ]
    assert {row["repeat"] for row in rows} == {0, 1, None}
    overall = [row for row in rows if row["class_name"] is None and row["split"] == "test"]
    for arm in ARMS:
        single = [r["value"] for r in overall if (r["arm"], r["metric"]) == (arm, "accuracy")]
        found = {r["metric"]: r["value"] for r in overall if r["arm"] == arm}
        assert len(single) == 2
        assert found["accuracy_mean"] == pytest.approx(sum(single) / 2)
        assert (found["accuracy_min"], found["accuracy_max"]) == (min(single), max(single))


def test_whole_numbers_stay_whole_in_the_csv(raised):
    lines = (raised[0] / "metrics.csv").read_text("utf-8").splitlines()
    column = lines[0].split(",").index("repeat")
    assert {line.split(",")[column] for line in lines[1:]} == {"0", "1", ""}


def test_report_and_terminal_give_mean_and_range(raised):
    root, outcome, _ = raised
    page = html.unescape((root / "report.html").read_text("utf-8"))
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    answer = next(line for line in outcome.stdout.splitlines() if line.startswith("On 72 real"))
    assert "(mean of 2 repeats, " in answer and answer in page
    assert "Range of 2" in outcome.stdout
    assert "Classifier on original data (2 of 2)" in outcome.stdout
    found = {
        row["metric"]: f"{100 * row['value']:.2f}"
        for row in _rows(root)
        if row["arm"] == "synthetic" and row["class_name"] is None and row["repeat"] is None
    }
    for text in (page, outcome.stdout):
        assert f"{found['accuracy_mean']} %" in text
        assert f"{found['accuracy_min']} to {found['accuracy_max']} %" in text


def test_a_repeat_is_the_same_whatever_was_there_before(raised, study, tmp_path):
    words = ("--arms", "original", "--stages", "split", "classifiers", "--repeats", "2")
    assert study(tmp_path, "--classes", "0", "1", *words).code == 0
    again = tmp_path / raised[0].relative_to(raised[0].parents[1]) / "classifiers" / "original"
    for part in ("", "repeat-1"):
        found, expected = again / part, raised[0] / "classifiers" / "original" / part
        np.testing.assert_array_equal(_probabilities(found), _probabilities(expected))
        history = (found / "history.csv").read_bytes()
        assert history == (expected / "history.csv").read_bytes()


def test_fewer_again_is_the_study_as_it_was(spoilt, finished, study):
    outcome = study(spoilt.parents[1], *WORDS)
    assert outcome.code == 0
    assert "repeat" not in outcome.stdout and "Classifier on" not in outcome.stdout
    for name in ("metrics.jsonl", "plots/test_accuracy.png", "plots/training_accuracy.png"):
        assert (spoilt / name).read_bytes() == (finished.root / name).read_bytes()
    outcome = study(spoilt.parents[1], *WORDS, "--classifier.batch-size", "16")
    assert outcome.code == 2, outcome
    assert "was made with other settings" in outcome.complaint, outcome
    assert "classifier.batch_size: 32 there, 16 asked for" in outcome.complaint, outcome


def test_a_damaged_repeat_is_done_again_alone(spoilt, raised, study, file_times):
    path = spoilt / "classifiers" / "original" / "repeat-1" / "predictions.npz"
    path.write_bytes(path.read_bytes()[:99])
    before = file_times(spoilt)
    outcome = study(spoilt.parents[1], *WORDS, "--repeats", "2", "--stages", "classifiers")
    assert outcome.code == 0
    assert outcome.stdout.count("done again") == 1
    assert "classifiers/original/repeat-1: predictions.npz" in outcome.stdout
    changed = {name for name, time in file_times(spoilt).items() if before.get(name) != time}
    unit = {f"classifiers/original/repeat-1/{name}" for name in FILES}
    assert changed == {"run.json", "timing.csv"} | unit
    expected = raised[0] / "classifiers" / "original" / "repeat-1"
    np.testing.assert_array_equal(_probabilities(path.parent), _probabilities(expected))


def test_an_arm_without_all_repeats_is_incomplete(spoilt, study):
    words = (*WORDS, "--repeats", "3", "--stages", "report")
    outcome = study(spoilt.parents[1], *words)
    assert outcome.code == 0
    page = html.unescape((spoilt / "report.html").read_text("utf-8"))
    for text in (outcome.stdout, page):  # once an arm in the answer, once in the table
        assert text.count("incomplete: 2 of 3 repeats are trained") == 4
    rows = map(json.loads, (spoilt / "metrics.jsonl").read_text().splitlines())
    # No accuracy of an arm; what was seen in the drawn images has not changed.
    assert {row["split"] for row in rows} == {"synthetic"}


def test_force_deletes_repeats_too(spoilt, study):
    mine = spoilt / "classifiers" / "synthetic" / "repeat-1" / "notes.txt"
    mine.write_text("keep me")
    outcome = study(spoilt.parents[1], *WORDS, "--force", "--stages", "split")
    assert outcome.code == 0
    assert [path for path in (spoilt / "classifiers").rglob("*") if path.is_file()] == [mine]
    assert not (spoilt / "classifiers" / "original").exists()


def test_a_dry_run_lists_every_repeat_and_counts_its_time(study, tmp_path, monkeypatch):
    monkeypatch.setattr(estimate, "_time_arm", lambda study, split, arm: 100.0)
    words = ("--classes", "0", "1", "--arms", "original", "augmented", "--dry-run")
    outcome = study(tmp_path, *words, "--repeats", "3")
    assert outcome.code == 0
    units = [f"classifiers/{arm}{end}" for arm in ("original", "augmented") for end in (
        "", "/repeat-1", "/repeat-2"
    )]  # fmt: skip
    assert f"To do: 7 of 7 units: split {' '.join(units)}" in outcome.stdout
    assert "classifiers: about 10 min 00 s" in outcome.stdout


def test_few_test_images_mean_three_repeats_where_the_preset_leaves_it_open(
    command, tmp_path, monkeypatch
):
    monkeypatch.setattr(estimate, "_time_arm", lambda study, split, arm: 1.0)
    words = ("--dataset", "digits", "--arms", "original", "--dry-run", "--verbose")
    words += ("--output", tmp_path)
    outcome = command(*words)
    assert outcome.code == 0
    assert '"repeats": 3,' in outcome.stdout
    assert "To do: 4 of 4 units" in outcome.stdout
    assert '"repeats": 1,' in command(*words, "--preset", "smoke").stdout


@pytest.mark.parametrize("number", ["0", "101", "x"])
def test_a_number_of_repeats_out_of_range(study, tmp_path, number):
    outcome = study(tmp_path, "--repeats", number)
    assert outcome.code == 2
    assert "repeats" in outcome.complaint
    assert not list(tmp_path.iterdir())
