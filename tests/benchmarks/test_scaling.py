"""Whole runs and their stages, with a small program in the place of the study."""

import dataclasses
import io
import json
import os
import time

import pandas as pd
import pytest
from rich.console import Console

from benchmarks import whole_runs
from benchmarks.scaling import ScalingArguments, measure, show_run, study_words
from benchmarks.whole_runs import measure_run, stage_table
from experiment.command_line import PAPER_SMALL_CLASS, run_parser
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

TIMES = """stage,unit,seconds,peak_memory_mb
split,split,1.00,300
gans,gan/3,20.00,500
gans,gan/5,30.00,600
classifiers,classifiers/original,40.00,900
gans,gan/5,5.00,550
report,report,4.00,910
"""

# Writes a run as the study does, waits as its word says, and holds 60 MB.
PROGRAM = f"""
import pathlib, sys, time
words = sys.argv[1:]
kept = bytearray(60_000_000)
for index in range(0, len(kept), 1000):
    kept[index] = 1
time.sleep(0.7)
if "--fail" in words:
    sys.exit("Error: images are missing.")
run = pathlib.Path(words[words.index("--output") + 1]) / "digits" / "smoke-seed0"
run.mkdir(parents=True)
(run / "timing.csv").write_text({TIMES!r})
"""


@pytest.fixture
def display():
    return ProgressDisplay(Console(file=io.StringIO(), width=120))


@pytest.fixture
def program(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    monkeypatch.setattr(whole_runs, "_PROGRAM", path)


@pytest.fixture
def timing(tmp_path):
    path = tmp_path / "timing.csv"
    path.write_text(TIMES)
    return path


def test_stages_are_summed_in_their_order(timing):
    table = stage_table(timing).set_index("stage")
    assert table.index.tolist() == ["split", "gans", "classifiers", "report", "all"]
    assert table["seconds"].tolist() == [1, 55, 40, 4, 100]
    assert table["share_percent"].tolist() == pytest.approx([1, 55, 40, 4, 100])
    assert table["units"].tolist() == [1, 2, 1, 1, 5]  # a unit that was done again is one
    assert table.loc["gans", "longest"] == "gan/5" and table.loc["gans", "longest_seconds"] == 30
    assert table["peak_memory_mb"].tolist() == [300, 600, 900, 910, 910]


def test_a_run_without_times_is_refused(tmp_path):
    with pytest.raises(UserError, match="expected the times of a run's units, found none"):
        stage_table(tmp_path / "timing.csv")


def test_a_run_is_timed_and_its_memory_watched(program):
    found = measure_run(["--dataset", "digits"])
    assert found.seconds > 0.7
    assert 60 < found.memory_mb < 400
    assert found.stages["seconds"].iloc[-1] == 100


def test_a_run_that_fails_says_why(program):
    with pytest.raises(UserError, match="--fail: .* exit code 1: Error: images are missing."):
        measure_run(["--fail"])


def test_cases_are_written_with_their_medians(program, tmp_path, display):
    arguments = ScalingArguments(
        sweeps=("classes", "jobs"), class_counts=(2, 3), job_counts=(1,), output=tmp_path / "out"
    )
    measure(arguments, display)
    rows = pd.read_csv(tmp_path / "out" / "scaling.csv")
    assert rows[["sweep", "value"]].values.tolist() == [["classes", 2], ["classes", 3], ["jobs", 1]]
    assert rows["gans"].tolist() == [55.0] * 3 and (rows["seconds"] > 0.7).all()
    record = json.loads((tmp_path / "out" / "scaling.json").read_text())
    assert record["settings"]["class_counts"] == [2, 3]
    assert record["environment"]["packages"]["keras"]
    assert [case["value"] for case in record["summary"]] == [2, 3, 1]
    assert (tmp_path / "out" / "scaling.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("sweep, value", [("classes", 3), ("images", 2000), ("size", 48)])
def test_every_case_is_a_command_line_of_the_study(sweep, value, tmp_path):
    arguments = ScalingArguments(data_dir=tmp_path, epochs=7)
    study = run_parser(study_words(arguments, sweep, value))(PAPER_SMALL_CLASS).run
    sizes = {
        "classes": len(study.classes),
        "images": study.samples_per_class,
        "size": study.image_size,
    }
    assert sizes == {"classes": 4, "images": 1000, "size": None} | {sweep: value}
    for budget in (study.gan, study.classifier):
        assert (budget.epochs, budget.updates) == (7, None)


def test_jobs_are_asked_for_where_they_grow():
    arguments = ScalingArguments()
    assert study_words(arguments, "jobs", 2)[-2:] == ["--jobs", "2"]
    assert study_words(arguments, "classes", 2)[-2:] == ["--jobs", "1"]
    free = dataclasses.replace(arguments, base_jobs=None)
    assert "--jobs" not in study_words(free, "classes", 2)


def test_a_finished_run_shows_where_its_time_went(tmp_path, timing, display):
    record = {
        "config": {"gan": {}},
        "data": {
            "all_classes": ["3", "5"],
            "classes": ["3", "5"],
            "title": "Digits [1]",
            "image_shape": [16, 16, 1],
        },
        "started": "2026-01-01T12:00:00+00:00",
        "status": "finished",
    }
    path = tmp_path / "run.json"
    path.write_text(json.dumps(record))
    os.utime(path, (time.time(), 1767268800 + 200))  # 200 s after the start
    show_run(tmp_path, display)
    text = display.console.file.getvalue()
    assert "Digits [1]" in text and "gan/5" in text and "55.00" in text
    assert "its end: 3 min 20 s; its units: 1 min 40 s in all" in text


@pytest.mark.parametrize(
    "options, message",
    [
        ({"sweeps": ("class",)}, "Did you mean 'classes'"),
        ({"class_counts": (2, 11)}, "expected 2 to 10, .* found 2 to 11"),
        ({"base_classes": 1}, "found 1 to 8"),
        ({"rounds": 0}, "rounds: expected 1 to 100, found 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(UserError, match=message):
        ScalingArguments(**options)
