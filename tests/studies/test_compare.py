"""Runs side by side: how they are grouped, what is marked, what is refused."""

import csv
import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from classifiers.options import ClassifierConfig
from foundation.errors import UserError
from gan.options import GanConfig
from studies.compare import run_compare
from studies.likeness import grouped, setting_differences
from studies.told_run import read_told_run
from tests.studies.told_runs import HOSTILE, make_told_run


@pytest.fixture
def compare(tmp_path):
    """A function that compares runs and returns the page, the table's rows and what was said."""

    def run(*roots):
        console = Console(file=io.StringIO(), width=200)
        words = [*map(str, roots), "--output", str(tmp_path / "out")]
        assert run_compare(words, console) == 0
        with (tmp_path / "out" / "compare.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        page = (tmp_path / "out" / "compare.html").read_text("utf-8")
        return page, rows, console.file.getvalue()

    return run


def test_a_run_tells_its_arms_and_nothing_of_single_repeats_or_classes(tmp_path):
    run = read_told_run(make_told_run(tmp_path / "digits" / "one", seed=2))
    assert (run.name, run.seed, run.test_examples) == ("digits/one", 2, 100)
    assert list(run.arms) == ["original", "synthetic"]
    assert run.arms["original"]["accuracy"] == 0.95 and "difference" not in run.arms["original"]
    assert run.arms["synthetic"]["difference"] == pytest.approx(-0.05)


def test_seeds_of_equal_settings_are_summed_up_as_mean_and_range(tmp_path, compare):
    roots = [
        make_told_run(tmp_path / f"s{seed}", seed=seed, accuracies={"original": a, "synthetic": b})
        for seed, (a, b) in enumerate([(0.95, 0.90), (0.96, 0.93), (0.97, 0.87)])
    ]
    ((settings,),) = (group.settings for group in grouped([read_told_run(root) for root in roots]))
    original, synthetic = settings.summaries
    assert original.accuracy == pytest.approx((0.96, 0.95, 0.97)) and original.difference is None
    assert synthetic.accuracy == pytest.approx((0.90, 0.87, 0.93)) and synthetic.runs == 3
    assert synthetic.difference == pytest.approx((-0.06, -0.10, -0.03))
    page, rows, _ = compare(*roots)
    assert "synthetic: mean of 3 runs" in page and "−10.00 to −3.00" in page
    assert len(rows) == 6 and {row["settings"] for row in rows} == {"A"}
    assert not re.search(r"\b(better|worse|significant)\b", page)


def test_the_runs_of_a_study_of_little_data_are_summed_up(tmp_path, compare):
    roots = [
        make_told_run(tmp_path / f"s{seed}", seed=seed, subset_seed=seed or None)
        for seed in range(3)
    ]
    page, rows, _ = compare(*roots)
    assert {row["settings"] for row in rows} == {"A"} and "original: mean of 3 runs" in page
    assert [row["subset_seed"] for row in rows] == ["", "", "1", "1", "2", "2"]
    assert "seeds 0, 1 (subset seed 1), 2 (subset seed 2)" in page


def test_other_settings_are_marked_with_what_differs(tmp_path, compare):
    first = make_told_run(tmp_path / "a")
    longer = make_told_run(
        tmp_path / "b", classifier=replace(ClassifierConfig(), updates=50, batch_size=7)
    )
    wider = make_told_run(tmp_path / "c", gan=replace(GanConfig(), width=99))
    page, rows, _ = compare(first, longer, wider)
    assert [row["settings"] for row in rows] == ["A", "A", "B", "B", "C", "C"]
    usual = ClassifierConfig()
    assert f"<li>classifier.updates: 50 instead of {usual.updates}</li>" in page
    assert f"gan.width: 99 instead of {GanConfig().width}" in page
    assert page.count("Other classifier training than in settings A") == 1
    assert rows[2]["differs"].startswith("classifier.batch_size: 7 instead of")


def test_a_reference_that_was_still_rising_makes_no_finding(tmp_path, compare):
    roots = [make_told_run(tmp_path / name, seed=seed) for seed, name in enumerate("ab")]
    (roots[1] / "tables").mkdir()
    (roots[1] / "tables" / "arms.csv").write_text("arm,curve\noriginal,still rising\nsynthetic,\n")
    page, rows, _ = compare(*roots)
    assert page.count("no finding: original was still rising") == 1
    assert page.count("no finding where original was still rising") == 1
    assert "2 runs, seeds 0, 1" in page
    assert [row["curve"] for row in rows] == ["", "", "still rising", ""]


def test_a_setting_that_an_older_run_does_not_have_is_no_difference(tmp_path):
    run = read_told_run(make_told_run(tmp_path / "a"))
    older = {name: value for name, value in run.config.items() if name != "mix"}
    assert setting_differences(replace(run, config=older), run) == []


@pytest.mark.parametrize("other", [{"test": range(1, 101)}, {"checksum": "other"}])
def test_runs_of_other_test_examples_stand_apart(tmp_path, compare, other):
    roots = [make_told_run(tmp_path / "a"), make_told_run(tmp_path / "b", seed=1, **other)]
    page, rows, said = compare(*roots)
    assert [row["group"] for row in rows] == ["1", "1", "2", "2"]
    assert "tested on 2 different sets of examples" in page and "stands apart" in said
    assert "mean of" not in page


def test_names_from_the_data_stay_text(tmp_path, compare):
    roots = [make_told_run(tmp_path / name, title=HOSTILE) for name in ("a", "b<i>")]
    page, _, _ = compare(*roots)
    assert "<script" not in page and "&lt;script&gt;" in page and "b<i>" not in page


def _unfinished(root):
    (make_told_run(root) / "metrics.jsonl").unlink()


def _damaged(root):
    (make_told_run(root) / "metrics.jsonl").write_text("{")


def _without_split(root):
    (make_told_run(root) / "split.npz").write_text("no archive")


def _without_arms(root):
    make_told_run(root, accuracies={})


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda root: root.mkdir(), "expected the directory of a run, found no run.json"),
        (_unfinished, "expected a finished run, found no metrics.jsonl"),
        (_damaged, "expected a row of JSON in each line"),
        (_without_split, "cannot read them"),
        (_without_arms, "expected a run with results of arms"),
    ],
)
def test_what_is_no_finished_run_is_refused_in_one_sentence(tmp_path, compare, spoil, words):
    spoil(tmp_path / "spoilt")
    with pytest.raises(UserError, match=words) as error:
        compare(make_told_run(tmp_path / "a"), tmp_path / "spoilt")
    assert str(tmp_path / "spoilt") in str(error.value) and not (tmp_path / "out").exists()


def test_one_run_and_one_run_twice_are_refused(tmp_path, compare):
    root = make_told_run(tmp_path / "a")
    with pytest.raises(UserError, match="at least two runs, found 1"):
        compare(root)
    with pytest.raises(UserError, match="each run once"):
        compare(root, tmp_path / "." / "a")
