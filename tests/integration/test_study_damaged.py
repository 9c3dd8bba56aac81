"""Corrupt and half-written artifacts, found on a resume: done again, said so, equal results."""

import json

import numpy as np
import pytest

pytestmark = pytest.mark.long

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")


def _truncate(path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _equal_arrays(path, other) -> bool:
    with np.load(path, allow_pickle=False) as one, np.load(other, allow_pickle=False) as two:
        return set(one) == set(two) and all(np.array_equal(one[key], two[key]) for key in one)


def test_damaged_units_are_done_again_and_the_others_left_alone(
    copied, finished, study, file_times
):
    root = copied.root
    _truncate(root / "gan" / "0" / "generator.keras")
    (root / "synthetic" / "1.npz").unlink()
    _truncate(root / "classifiers" / "original" / "DONE")
    (root / "classifiers" / "synthetic" / "history.csv").write_text("garbage\n\x00\xff,,,")
    (root / ".partial-report.html").write_text("<!DOCTYPE html><p>half a pa")
    (root / "gan" / "1" / ".partial-history.csv").write_text("update,ep")
    before = file_times(root)

    outcome = study(copied.output, *WORDS)

    assert outcome.code == 0, outcome
    for unit, file in {
        "gan/0": "generator.keras",
        "synthetic/1": "1.npz",
        "classifiers/original": "DONE",
        "classifiers/synthetic": "history.csv",
    }.items():
        line = next(line for line in outcome.stdout.splitlines() if f"{unit}: " in line)
        assert file in line and "done again" in line
    assert outcome.stdout.count("done again") == 4
    after = file_times(root)
    untouched = [f"gan/1/{name}" for name in ("DONE", "generator.keras", "history.csv")]
    untouched += ["synthetic/0.npz", "synthetic/0.DONE", "split.npz", "split.DONE"]
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert list(root.rglob(".partial-*")) == []

    names = ("metrics.jsonl", "gan/0/history.csv", "classifiers/synthetic/history.csv")
    for name in names:
        assert (root / name).read_bytes() == (finished.root / name).read_bytes()
    for name in ("synthetic/0.npz", "synthetic/1.npz", "classifiers/original/predictions.npz"):
        assert _equal_arrays(root / name, finished.root / name)
    marker = json.loads((root / "classifiers" / "original" / "DONE").read_text("utf-8"))
    assert marker["selected_update"] in (10, 20)


def test_a_damaged_split_is_drawn_again(copied, finished, study):
    _truncate(copied.root / "split.npz")
    outcome = study(copied.output, *WORDS)
    assert outcome.code == 0
    assert "split: split.npz" in outcome.stdout and "done again" in outcome.stdout
    assert "GAN of class" not in outcome.stdout
    assert _equal_arrays(copied.root / "split.npz", finished.root / "split.npz")


def test_a_damaged_report_is_made_again_whatever_the_timing_says(copied, finished, study):
    _truncate(copied.root / "plots" / "samples.png")
    (copied.root / "timing.csv").write_bytes(b"\x00\xff garbage\n1,2")
    outcome = study(copied.output, *WORDS)
    assert outcome.code == 0, outcome
    for name in ("plots/samples.png", "metrics.jsonl"):
        assert (copied.root / name).read_bytes() == (finished.root / name).read_bytes()
    lines = (copied.root / "timing.csv").read_text("utf-8").splitlines()
    assert lines[0] == "stage,unit,seconds,peak_memory_mb"
    assert [line.split(",")[1] for line in lines[1:]] == ["report"]


def test_a_garbled_run_record_is_written_anew(copied, study):
    (copied.root / "run.json").write_text("{half")
    outcome = study(copied.output, *WORDS)
    assert outcome.code == 0
    assert "nothing was trained" in outcome.stdout
    assert json.loads((copied.root / "run.json").read_text("utf-8"))["status"] == "finished"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"settings": {}}', '{"settings": 3, "files": []}', '"settings"', "\x00"],
)
def test_a_marker_that_is_no_marker_means_unfinished(copied, study, text):
    (copied.root / "split.DONE").write_text(text)
    outcome = study(copied.output, *WORDS, "--stages", "split")
    assert outcome.code in (0, 2)
    assert "Traceback" not in outcome.complaint
