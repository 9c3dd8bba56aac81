"""Many runs by one command: two seeds, two amounts, stopped in the middle and gone on with."""

import csv
import json

import pytest

from experiment import pipeline
from studies import study as module

MANY = (
    *("--dataset", "digits", "--preset", "smoke", "--jobs", "1", "--classes", "0", "1"),
    *("--seeds", "2", "--samples-per-class", "10", "20"),
    *("--gan.updates", "20", "--gan.width", "8", "--gan.batch-size", "8", "--gan.latent-dim", "8"),
    *("--synthetic-per-class", "20", "--classifier.updates", "20", "--classifier.evaluations", "2"),
)
NAMES = [f"smoke-seed{s}-classes-0+1-n{n}{end}" for n in (10, 20) for s, end in ((0, ""), (1, ""))]
NAMES = [name + ("-subset1" if "seed1" in name else "") for name in NAMES]


def rows_of(directory, name):
    with (directory / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.long
def test_a_study_is_stopped_and_goes_on(command, tmp_path, monkeypatch, file_times):
    words = ("study", *MANY, "--arms", "original", "synthetic", "--output", tmp_path)
    done = pipeline.do_run
    count = 0

    def stops(request, source, run, **how):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        return done(request, source, run, **how)

    monkeypatch.setattr(module, "do_run", stops)
    stopped = command(*words)
    directory = tmp_path / "digits" / "study-smoke-n10+20"
    assert stopped.code == 130 and "the same command goes on" in stopped.stderr
    assert [row["status"] for row in rows_of(directory, "summary.csv")] == ["finished"] * 4 + [
        "waiting"
    ] * 2
    before = file_times(tmp_path / "digits" / NAMES[0])
    monkeypatch.setattr(module, "do_run", done)
    ended = command(*words)
    assert ended.code == 0, ended.stderr
    assert ended.stdout.count("There already") == 2
    assert file_times(tmp_path / "digits" / NAMES[0]) == before
    summary = rows_of(directory, "summary.csv")
    assert {row["status"] for row in summary} == {"finished"} and len(summary) == 8
    for name in NAMES:
        metrics = (tmp_path / "digits" / name / "metrics.jsonl").read_text("utf-8").splitlines()
        for row in map(json.loads, metrics):
            if (row["metric"], row["class_name"]) == ("accuracy_mean", None):
                (own,) = [s for s in summary if s["directory"].endswith(name) and
                          s["arm"] == row["arm"]]  # fmt: skip
                assert float(own["accuracy"]) == pytest.approx(row["value"])
    assert len(rows_of(directory, "differences.csv")) == 4
    assert "only the study's report" in command(*words, "--dry-run").stdout


def test_dry_run_prints_runs_units_time_and_disk(command, tmp_path):
    words = ("study", *MANY, "--arms", "original", "--seeds", "2", "--samples-per-class", "10")
    found = command(*words, "--output", tmp_path, "--dry-run")
    assert found.code == 0 and not any(tmp_path.iterdir())
    assert "seed 1, 10 examples per class: 2 of 2 units to do" in found.stdout
    assert "To do: 4 of 4 units of 2 runs, about" in found.stdout and "MB of disk" in found.stdout


@pytest.mark.parametrize(("words", "said"), [
    (("--seed", "1"), "--seed: expected none in a study"),
    (("--samples-per-class", "1"), "--samples-per-class: expected different numbers"),
    (("--samples-per-class", "5000"), "fewer than the 5000 samples_per_class"),
    (("--dataset", "digit"), "Did you mean 'digits'?"),
])  # fmt: skip
def test_bad_input_ends_with_a_sentence_before_any_work(command, tmp_path, words, said):
    found = command("study", *MANY, *words, "--output", tmp_path)
    assert found.code == 2 and said in found.complaint
    assert found.stderr.startswith("Error: ") and not any(tmp_path.iterdir())


def test_wrong_options_need_no_tensorflow(process, repository, tmp_path):
    program = (
        "import sys, run_experiment\n"
        "code = run_experiment.main(['study', '--dataset', 'digits', '--vary', 'gan.r1', '0'])\n"
        "sys.exit(code if 'tensorflow' not in sys.modules else 99)\n"
    )
    script = tmp_path / "wrong.py"
    script.write_text(program)
    running = process(script, directory=tmp_path)
    _, stderr = running.communicate(timeout=120)
    assert running.returncode == 2 and stderr.startswith("Error: Unknown option 'gan.r1'")
