"""Tables: the programs beside a run, several splits, and a kill in the middle of a GAN."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

IRIS = (
    *("--dataset", "iris", "--preset", "smoke", "--gan.updates", "60", "--gan.width", "16"),
    *("--synthetic-per-class", "40", "--arms", "original", "synthetic", "copula"),
)


@pytest.fixture(scope="module")
def splits(tmp_path_factory, command):
    """Three splits by one command, two at a time."""
    output = tmp_path_factory.mktemp("splits")
    words = (*IRIS, "--resplit", "3", "--jobs", "2", "--output", output)
    return output, words, command(*words)


@pytest.fixture(scope="module")
def one(tmp_path_factory, command):
    """One run, its units one after the other in this process."""
    output = tmp_path_factory.mktemp("one")
    outcome = command(*IRIS, "--jobs", "1", "--output", output)
    return output / "iris" / "smoke-seed0", outcome


def metrics(root):
    return sorted((root / "metrics.jsonl").read_text("utf-8").splitlines())


@pytest.mark.long
def test_several_splits_are_one_study(splits):
    output, _, outcome = splits
    assert outcome.code == 0, outcome
    assert "3 runs, each with a split and a seed of its own" in outcome.stdout
    places = sorted(path.name for path in (output / "iris").iterdir())
    assert places == [
        "smoke-seed0", "smoke-seed1-split1", "smoke-seed2-split2", "study-smoke-resplit",
    ]  # fmt: skip
    tested = [np.load(output / "iris" / name / "split.npz")["test"] for name in places[:3]]
    assert len({tuple(sorted(rows)) for rows in tested}) == 3
    page = (output / "iris" / "study-smoke-resplit" / "report.html").read_text("utf-8")
    assert "Nadeau and Bengio 2003" in page
    found = pd.read_csv(output / "iris" / "study-smoke-resplit" / "differences.csv")
    of_gan = found[found.arm == "synthetic"]
    assert {"original", "copula"} <= set(of_gan.reference) and set(of_gan.seeds) == {3}
    assert "study-smoke-resplit" in (output / "index.html").read_text("utf-8")


@pytest.mark.long
def test_a_run_of_several_splits_is_the_run_made_alone(splits, one):
    output, _, _ = splits
    assert one[1].code == 0, one[1]
    assert metrics(output / "iris" / "smoke-seed0") == metrics(one[0])
    record = json.loads((output / "iris" / "smoke-seed0" / "run.json").read_text("utf-8"))
    assert record["command"][2:4] == ["--dataset", "iris"]


@pytest.mark.long
def test_the_same_command_again_makes_nothing(splits, command, file_times):
    output, words, _ = splits
    before = file_times(output / "iris" / "smoke-seed0")
    outcome = command(*words)
    assert outcome.code == 0 and outcome.stdout.count("There already") == 3
    assert file_times(output / "iris" / "smoke-seed0") == before


@pytest.mark.long
def test_a_kill_in_the_middle_of_a_gan_changes_no_figure(one, process, command, tmp_path):
    words = (*IRIS, "--jobs", "1", "--output", tmp_path / "runs")
    script = Path(__file__).with_name("ending_study.py")
    running = process(script, "second class", tmp_path / "ready", *words, directory=tmp_path)
    running.communicate(timeout=300)
    root = tmp_path / "runs" / "iris" / "smoke-seed0"
    assert running.returncode == -9 and not (root / "gan" / "versicolor" / "DONE").exists()
    assert (root / "gan" / "versicolor" / "checkpoint.npz").is_file()
    outcome = command(*words)
    assert outcome.code == 0 and "gan/versicolor: goes on from where" in outcome.stdout
    assert metrics(root) == metrics(one[0])


@pytest.mark.long
def test_more_rows_are_generated_that_meet_conditions(one, command, tmp_path):
    root = one[0]
    where = ("--where", "petal length (cm)>4", "--where", "sepal width (cm)<=3.5")
    words = ("generate", root, "--class", "versicolor", "--count", "15")
    outcome = command(*words, *where, "--to", tmp_path / "more")
    assert outcome.code == 0, outcome
    table = pd.read_csv(tmp_path / "more" / "rows.csv")
    assert len(table) == 15 and set(table["species"]) == {"versicolor"}
    assert (table["petal length (cm)"] > 4).all() and (table["sepal width (cm)"] <= 3.5).all()
    rare = command(*words, "--where", "petal length (cm)=99", "--to", tmp_path / "none")
    assert rare.code == 2 and "found 0 of 200,000 rows that meet it" in rare.complaint
    # Without a condition the first rows are those that the run has.
    assert command(*words, "--to", tmp_path / "same").code == 0
    drawn = np.load(root / "synthetic" / "versicolor.npz")["images"]
    np.testing.assert_array_equal(np.load(tmp_path / "same" / "rows.npz")["rows"], drawn[:15])


@pytest.mark.long
def test_runs_are_compared_and_exported(splits, command, tmp_path):
    places = splits[0] / "iris"
    outcome = command("export", places / "smoke-seed0", "--to", tmp_path / "set")
    assert outcome.code == 0 and f"120 rows: {tmp_path / 'set'}" in outcome.stdout
    runs = (places / "smoke-seed0", places / "smoke-seed1-split1")
    compared = command("compare", *runs, "--output", tmp_path / "compared")
    assert compared.code == 0, compared


@pytest.mark.long
def test_what_it_would_take_is_told_of_one_run_and_of_many(command, tmp_path):
    words = (*IRIS, "--dry-run", "--jobs", "2", "--output", tmp_path)
    alone, many = command(*words), command(*words, "--resplit", "3")
    assert alone.code == 0 and "From nothing: about" in alone.stdout, alone
    assert many.code == 0 and "of 3 runs, about" in many.stdout, many
    assert not any(tmp_path.iterdir())
