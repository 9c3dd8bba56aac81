"""One study, interrupted once and killed three times, against the same study left in peace."""

import json
import signal

import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.long

# As in conftest.py: markers that are there when the process ends.
AFTER_ONE_CLASS = {"split.DONE", "gan/0/DONE"}
AFTER_ONE_ARM = AFTER_ONE_CLASS | {
    *("gan/1/DONE", "synthetic/0.DONE", "synthetic/1.DONE"),
    "classifiers/original/DONE",
}
AFTER_TWO_ARMS = AFTER_ONE_ARM | {
    *("classifiers/synthetic/DONE", "judge/DONE"),
    *("quality/synthetic.DONE", "privacy/synthetic.DONE"),
    *("inside/0/DONE", "inside/1/DONE", "inside/+all/DONE"),
}


@pytest.fixture(scope="module")
def resumed(stopped, study):
    """The run's root after a last start, which nothing disturbs, and its outcome."""
    outcome = study(stopped.output, "--classes", "0", "1", "--arms", "original", "synthetic")
    return stopped.root, outcome


def test_ctrl_c_ends_within_seconds_and_says_how_to_go_on(stopped):
    stop = stopped.stops["endless class"]
    assert stop.code == 130
    assert stop.seconds < 10
    assert "same command" in stop.stderr and "kept" in stop.stderr
    assert "Traceback" not in stop.stderr
    assert stop.status == "interrupted"
    assert stop.done == {"split.DONE"}


@pytest.mark.parametrize(
    ("moment", "done"),
    [
        ("second class", AFTER_ONE_CLASS),
        ("second arm", AFTER_ONE_ARM),
        ("report", AFTER_TWO_ARMS),
    ],
)
def test_the_kill_came_when_it_was_meant_to(stopped, moment, done):
    stop = stopped.stops[moment]
    assert stop.code == -signal.SIGKILL, stop
    assert stop.status == "running"
    assert stop.done == done


def test_the_kills_left_half_a_unit_behind(stopped):
    halfway = stopped.stops["second class"].files
    assert {"gan/1/snapshot-00001.weights.h5", "gan/1/checkpoint.npz"} <= halfway
    assert "classifiers/synthetic/checkpoint.npz" in stopped.stops["second arm"].files
    left = stopped.stops["report"].files
    assert ".partial-report.html" in left and "metrics.jsonl" in left
    assert "report.html" in left and "report.DONE" not in left  # the page of the unfinished run


def test_units_go_on_from_where_they_were_killed(stopped, resumed):
    for moment, unit in (("second arm", "gan/1"), ("report", "classifiers/synthetic")):
        assert f"{unit}: goes on from where it was stopped" in stopped.stops[moment].stdout
        assert stopped.stops[moment].stdout.count("goes on") == 1
    assert list(stopped.root.rglob("checkpoint.npz")) == []


def test_finished_units_are_never_touched_again(stopped, resumed):
    assert resumed[1].code == 0
    for stop in stopped.stops.values():
        now = {name: (stopped.root / name).stat().st_mtime_ns for name in stop.times}
        assert now == stop.times


def test_the_resumed_study_ends_well(resumed):
    root, outcome = resumed
    assert outcome.code == 0, outcome
    assert json.loads((root / "run.json").read_text())["status"] == "finished"
    assert outcome.stdout.splitlines()[-1] == f"Report: {root / 'report.html'}"
    assert (root / "report.html").is_file()
    assert list(root.rglob(".partial-*")) == []


def test_metrics_equal_those_of_an_undisturbed_run(resumed, finished):
    lines = [
        sorted((root / "metrics.jsonl").read_text("utf-8").splitlines())
        for root in (resumed[0], finished.root)
    ]
    assert lines[0] and lines[0] == lines[1]


@pytest.mark.parametrize(
    "name",
    [
        "synthetic/0.npz",
        "synthetic/1.npz",
        "gan/1/snapshots.npz",
        "classifiers/original/predictions.npz",
        "classifiers/synthetic/predictions.npz",
    ],
)
def test_arrays_equal_those_of_an_undisturbed_run(resumed, finished, name):
    with (
        np.load(resumed[0] / name, allow_pickle=False) as one,
        np.load(finished.root / name, allow_pickle=False) as other,
    ):
        assert set(one) == set(other)
        for key in one:
            np.testing.assert_array_equal(one[key], other[key])


@pytest.mark.parametrize(
    "name", ["gan/0/history.csv", "gan/1/history.csv", "classifiers/synthetic/history.csv"]
)
def test_histories_equal_those_of_an_undisturbed_run(resumed, finished, name):
    pd.testing.assert_frame_equal(
        pd.read_csv(resumed[0] / name), pd.read_csv(finished.root / name), check_exact=True
    )


def test_timing_has_every_unit_once(resumed):
    units = pd.read_csv(resumed[0] / "timing.csv")["unit"].tolist()
    assert sorted(units) == sorted(
        [
            *("split", "gan/0", "gan/1", "synthetic/0", "synthetic/1"),
            *("classifiers/original", "classifiers/synthetic", "judge"),
            *("quality/synthetic", "privacy/synthetic", "report"),
            *("inside/0", "inside/1", "inside/+all"),
        ]
    )
