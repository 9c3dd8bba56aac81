"""Studies over splits: test examples of their own, corrected intervals, and when they are made."""

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from experiment.pipeline import Request
from foundation.errors import UserError
from studies import data_by_split, resplit
from studies import summary as tables
from studies.differences import METHOD_OF_SPLITS
from studies.page import render_page
from studies.results import read_run
from tests.studies.made_runs import make_run, planned
from tests.studies.tables import table

RIGHT = {
    "original": [150, 160, 155, 148],
    "synthetic": [152, 159, 157, 150],
    "copula": [140, 152, 139, 141],
}


@pytest.fixture
def runs(tmp_path):
    found = []
    for seed in range(4):
        root = tmp_path / f"standard-seed{seed}-split{seed}"
        made = {"first_row": 10 * seed, "history": ""}  # a panel of classifiers has no course
        make_run(root, {arm: row[seed] for arm, row in RIGHT.items()}, seed=seed, **made)
        found.append(read_run(planned(seed, "all", is_resplit=True), root))
    return found


def test_every_split_has_test_examples_of_its_own(runs):
    summary = tables.summarise(runs)
    assert {each.found.seeds for each in summary.means} == {4}
    same = [replace(run, planned=planned(s, "all")) for s, run in enumerate(runs)]
    with pytest.raises(UserError, match="tested on the same images"):
        tables.summarise(same)


def test_intervals_are_the_corrected_ones(runs):
    """10 test and 18 training examples; one comparison alone has a plain t interval."""
    (alone,) = tables.summarise([
        replace(run, arms={arm: run.arms[arm] for arm in ("original", "synthetic")}) for run in runs
    ]).compared[:1]  # fmt: skip
    values = (np.array(RIGHT["synthetic"]) - np.array(RIGHT["original"])) / 200
    error = np.sqrt(values.var(ddof=1) * (1 / 4 + 10 / 18))
    half = stats.t.isf(0.025, 3) * error
    assert alone.difference.found.standard_error == pytest.approx(error)
    assert alone.nested == pytest.approx((values.mean() - half, values.mean() + half))
    low, high = alone.difference.corrected.low, alone.difference.corrected.high
    assert (low, high) == pytest.approx(alone.nested)  # under two names it is one comparison


def test_gans_are_compared_with_the_floor(runs):
    summary = tables.summarise(runs)
    found = {(each.cell.arm, each.difference.pair.reference) for each in summary.compared}
    assert found == {
        ("synthetic", "original"), ("synthetic", "best cheap arm"), ("synthetic", "copula"),
        ("copula", "original"), ("copula", "best cheap arm"),
    }  # fmt: skip


def test_the_page_says_which_intervals_these_are(runs, tmp_path):
    summary = tables.summarise(runs)
    page = render_page(
        summary, [], name="s", answer="", command="", pictures={}, directory=tmp_path
    )
    words = " ".join(page.split())
    assert METHOD_OF_SPLITS in words and "Nadeau and Bengio 2003" in words
    assert "each draws test images of its own" in words
    assert "all are tested on the same images" not in words
    rows = list(csv.DictReader(io.StringIO(tables.arms_table(summary).to_csv(index=False))))
    assert all(row["low"] == row["nested_low"] for row in rows)


def count(*words, data=None):
    return resplit.count_splits(Request.read(["--dataset", "iris", *words]), data or table())


def test_small_tables_have_ten_splits_unless_one_run_is_meant(digits):
    assert count() == 10 == count("--gan.updates", "5") == count("--samples-per-class", "10")
    assert count(data=table(2000)) == 1 == count(data=digits)
    for words in (["--seed", "3"], ["--split-seed", "1"], ["--preset", "smoke"], ["--force"]):
        assert count(*words) == 1
    assert count("--resplit", "3", data=digits) == 3
    assert count("--resplit", "1") == 1


def test_given_test_rows_are_the_same_in_every_split(monkeypatch):
    given = table(test_mask=np.arange(60) < 12)
    monkeypatch.setattr(data_by_split, "load_source", lambda request, display: given)
    assert count(data=given) == 1
    with pytest.raises(UserError, match=r"--resplit: expected data whose test rows are drawn"):
        data_by_split.load_by_split(Request.read(["--dataset", "iris"]), given)


def test_test_rows_that_are_drawn_as_data_is_loaded_are_those_of_each_split(monkeypatch):
    """As where groups stay on one side."""

    def load(request, display):
        seed = request.arguments.run.split_seed
        return table(test_mask=np.arange(60) % 5 == seed % 5)

    monkeypatch.setattr(data_by_split, "load_source", load)
    request = Request.read(["--dataset", "iris"])
    by_split = data_by_split.load_by_split(request, table(test_mask=np.arange(60) % 5 == 0))
    assert [int(by_split(seed).test_mask.argmax()) for seed in (0, 3)] == [0, 3]
    assert data_by_split.load_by_split(request, table()) is None


def test_a_command_line_of_a_run_becomes_one_of_a_study(monkeypatch):
    asked = []

    def plan_study(kind, request, rest, source, display, command, tell):
        asked.append((request, rest, command))
        return None, None

    monkeypatch.setattr(resplit, "plan_study", plan_study)
    monkeypatch.setattr(resplit, "do_study", lambda study, output, console: 0)
    display = SimpleNamespace(say=asked.append, console=None)
    words = ["--resplit", "4", "--dataset", "iris", "--jobs", "2", "--dry-run"]
    assert resplit.run_splits(Request.read(words), table(), display) == 0
    said, (request, rest, command) = asked
    assert said.startswith("4 runs, each with a split and a seed of its own: one split of 60 rows")
    assert request.resplit and request.all_seeds == (0, 1, 2, 3) and request.dry_run
    assert rest == ["--dataset", "iris", "--jobs", "2"]
    assert command.endswith("run_experiment.py --resplit 4 --dataset iris --jobs 2 --dry-run")
    one = Request.read(["--dataset", "iris", "--resplit", "1"])
    assert resplit.run_splits(one, table(), display) is None


def test_what_is_about_one_run_is_refused_with_several_splits():
    request = Request.read(["--dataset", "iris", "--resplit", "3", "--seed", "2"])
    with pytest.raises(UserError, match="--seed: expected none in a study"):
        resplit.run_splits(request, table(), SimpleNamespace(say=print))
    with pytest.raises(UserError, match="--resplit: expected 1 to 1000, found 0"):
        Request.read(["--resplit", "0"])
