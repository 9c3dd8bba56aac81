"""A study at work: its runs are finished by hand where a single run would train."""

import csv
import io
import re
import shutil
from dataclasses import replace

import pytest
from rich.console import Console

from experiment.pipeline import Request, _RunRecord, plan_run
from foundation.errors import UserError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from studies import study as module
from studies import telling
from studies.grid import plan_grid
from studies.request import StudyRequest
from studies.runs_at_once import RunEnd
from studies.study import Study
from studies.study_file import AskedStudy, read_study
from studies.telling import tell_study
from tests.plan.plans import finish
from tests.report.examples import finish_classifier, finish_split

WORDS = (
    *("--dataset", "digits", "--preset", "smoke", "--classes", "0", "1"),
    *("--arms", "original", "synthetic", "--gan.rare-repeats", "1", "--repeats", "1"),
)


def finish_run(run, right):
    """Leave every unit as its stage would, as far as a study reads it."""
    for task in run.plan.tasks.values():
        if task.maker == "split":
            finish_split(run)
        elif task.maker == "classifiers":
            finish_classifier(run, task.subject, right=right[task.subject])
        else:
            finish(task, status="ok")
    root = run.run_directory.root
    write_atomically(root / "metrics.jsonl", "")
    write_atomically(root / "report.html", "the page of a run")
    run.run_directory.report_unit().finish({}, [root / "report.html"])


class Doing:
    """In place of `do_run`: counts, and fails or is interrupted where it is told to."""

    def __init__(self):
        self.names, self.ends = [], {}

    def __call__(self, request, source, run):
        root = run.run_directory.root
        self.names.append(root.name)
        end = self.ends.get(root.name)
        if isinstance(end, BaseException):
            raise end
        write_record(run, source, request)
        finish_run(run, {"original": 0.7, "synthetic": 0.95})
        return end or 0


def write_record(run, source, request):
    _RunRecord(run, source, request.words).write("finished")


@pytest.fixture
def doing(monkeypatch):
    made = Doing()
    monkeypatch.setattr(module, "do_run", made)
    return made


@pytest.fixture
def make_study(digits, tmp_path, doing):
    def make(*more, **fields):
        request = StudyRequest(**{"seeds": (2,), "samples_per_class": ("10", "20"), **fields})
        words = (*WORDS, "--output", str(tmp_path), *more)
        return Study(
            name="s",
            directory=tmp_path / "digits" / "study-s",
            asked=AskedStudy(dataset="digits", request=request, words=words),
            command="python run_experiment.py study",
            planned=plan_grid(request, words),
            source=digits,
            display=ProgressDisplay(Console(quiet=True)),
            tell=tell_study,
        )

    return make


def read(study, name):
    return (study.directory / name).read_text("utf-8")


def read_rows(study, name):
    return list(csv.DictReader(io.StringIO(read(study, name))))


FIRST = "smoke-seed0-classes-0+1-n10"
LAST = "smoke-seed1-classes-0+1-n20-subset1"


def test_every_run_is_done_once_and_told(make_study, doing):
    study = make_study()
    assert study.do()
    assert len(doing.names) == 4 and (doing.names[0], doing.names[-1]) == (FIRST, LAST)
    assert read(study, "summary.csv").count("finished") == 8
    assert {p.name for p in study.directory.rglob("*") if p.is_file()} - {".lock"} == {
        *("study.toml", "summary.csv", "arms.csv", "differences.csv", "advice.csv"),
        *("report.html", "low_data_curve.png", "low_data_difference.png"),
    }
    asked, runs = read_study(study.directory)
    assert asked == study.asked and runs[-1] == f"../{LAST}"
    page = read(study, "report.html")
    doing.names.clear()
    again = make_study()
    assert again.do() and doing.names == [] and read(again, "report.html") == page
    # With further seeds it is gone on with.
    assert make_study(seeds=(3,)).do() and len(doing.names) == 2


def test_the_list_of_runs_shows_the_images_of_its_first_run(make_study, doing):
    study = make_study()
    assert study.do()
    write_atomically(study.roots[study.planned[1]] / "plots" / "thumbnail.png", b"second")
    write_atomically(study.roots[study.planned[2]] / "plots" / "thumbnail.png", b"third")
    assert make_study().do()
    assert (study.directory / "plots" / "thumbnail.png").read_bytes() == b"second"


def test_runs_that_were_made_alone_count(make_study, doing, digits):
    study = make_study()
    alone = ["--samples-per-class", "10", *study.asked.words]
    request = Request.read(alone)
    run = module.plan_run(request, digits, study.display)
    doing(request, digits, run)
    assert doing.names == [FIRST] and study.do() and len(doing.names) == 4


def test_a_run_that_fails_does_not_stop_the_others(make_study, doing):
    study = make_study()
    doing.ends = {FIRST: UserError("GAN of 0: expected <b>, found none."), LAST: OSError("gone")}
    assert not study.do() and len(doing.names) == 4
    table = read(study, "summary.csv")
    assert table.count("failed") == 2 and "OSError: gone" in table
    page = read(study, "report.html")
    assert "failed: GAN of 0: expected &lt;b&gt;, found none." in page
    assert "2 of 4 runs are not finished" in page
    doing.ends = {}
    assert make_study().do() and len(doing.names) == 6


def test_a_run_with_a_failed_class_is_incomplete(make_study, doing):
    study = make_study()
    doing.ends = {LAST: 3}
    assert not study.do() and "incomplete" in read(study, "summary.csv")


def test_interrupted_it_tells_what_is_there_and_goes_on(make_study, doing):
    study = make_study()
    doing.ends = {"smoke-seed0-classes-0+1-n20": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        study.do()
    table = read(study, "summary.csv")
    assert table.count("finished") == 4 and table.count("waiting") == 2
    doing.ends, doing.names = {}, []
    assert make_study().do() and len(doing.names) == 2


def test_runs_made_with_other_settings_are_refused_before_anything_is_written(make_study, doing):
    made = make_study()
    assert made.do()
    made.directory.rename(made.directory.with_name("away"))  # so that its runs alone are judged
    doing.names.clear()
    other = make_study("--classifier.updates", "7")
    for refused in (other.check, other.do):  # the first is what a dry run calls
        with pytest.raises(UserError, match="made with other settings .*updates"):
            refused()
    # The settings of the first seed fit: a later one alone is refused, too.
    last = other.planned[-1]
    for planned in other.planned:
        if planned is not last:
            shutil.rmtree(other.plan(planned)[1].run_directory.root)
    with pytest.raises(UserError, match=re.escape(LAST) + ": .* other settings"):
        make_study("--classifier.updates", "7").check()
    assert doing.names == [] and not other.directory.exists()


def test_a_run_refused_while_it_is_done_brings_no_arms_of_other_settings(make_study, doing):
    made = make_study()
    assert made.do()
    made.directory.rename(made.directory.with_name("away"))
    study = make_study("--classifier.updates", "7")
    # As when somebody else makes the run between the check and its turn.
    study.roots = {each: study.plan(each)[1].run_directory.root for each in study.planned}
    doing.ends = {FIRST: UserError("made with other settings"), LAST: UserError("too")}
    for name in doing.names[1:-1]:
        doing.ends[name] = UserError("as well")
    assert not study.do()
    rows = read_rows(study, "summary.csv")
    assert [(row["status"], row["accuracy"]) for row in rows] == [("failed", "")] * 4
    assert "Nothing is finished yet" in read(study, "report.html")


def test_another_study_in_its_directory_is_refused(make_study, doing):
    assert make_study().do()
    before = read(make_study(), "study.toml")
    doing.names.clear()
    with pytest.raises(
        UserError, match="found another one .*mix: 0.5 there, 0.3 asked for"
    ) as said:
        make_study("--mix", "0.3").check()
    assert "give it another --name" in str(said.value)
    with pytest.raises(UserError, match="found another one .*vary"):
        make_study(vary=(("mix", "0.3", "0.4"),)).check()
    other = make_study()
    other.asked = replace(other.asked, dataset="./digits")
    with pytest.raises(UserError, match="found another one .*dataset"):
        other.check()
    assert doing.names == [] and read(make_study(), "study.toml") == before
    # Who does the work, further seeds and amounts make no other study.
    make_study("--jobs", "1", seeds=(3,), samples_per_class=("10",)).check()


def test_interrupted_it_keeps_runs_whose_directory_has_another_name(make_study, doing, digits):
    varied = {"vary": (("synthetic-per-class", "10", "20"),), "samples_per_class": ("10",)}
    request = Request.read(["--samples-per-class", "10", "--synthetic-per-class", "20", *WORDS,
                            "--output", str(make_study().directory.parents[1])])  # fmt: skip
    run = module.plan_run(request, digits, make_study().display)
    doing(request, digits, run)  # made alone: no label in its directory's name
    study = make_study(**varied)
    doing.ends = {f"{FIRST}-synthetic_per_class-10": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        study.do()
    rows = read_rows(study, "summary.csv")
    (kept,) = [row for row in rows if row["arm"] == "synthetic" and row["status"] == "finished"]
    assert kept["directory"].endswith(FIRST) and kept["setting"] == "synthetic-per-class 20"


def test_one_run_that_cannot_be_read_costs_the_others_nothing(make_study, doing):
    study = make_study()
    assert study.do()
    (study.roots[study.planned[0]] / "run.json").write_text("{")
    again = make_study()
    assert not again.do()
    rows = read_rows(again, "summary.csv")
    assert [row["status"] for row in rows] == ["failed"] + ["finished"] * 6
    assert "could not read it" in rows[0]["detail"]
    assert "1 of 4 runs are not finished" in read(again, "report.html")


def test_ctrl_c_stays_one_when_the_telling_fails(make_study, doing, monkeypatch):
    def refuse(runs):
        raise UserError("Study: expected all runs to be tested on the same images.")

    monkeypatch.setattr(telling.tables, "summarise", refuse)
    study = make_study()
    doing.ends = {LAST: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        study.do()
    assert read(study, "summary.csv").count("finished") == 6  # it comes before what failed
    doing.ends = {}
    with pytest.raises(UserError, match="tested on the same images"):
        make_study().do()


def test_nothing_finished_leaves_tables_with_their_columns(make_study, doing):
    study = make_study(seeds=(1,), samples_per_class=("10",))
    doing.ends = {FIRST: UserError("no.")}
    assert not study.do()
    for name, column in (("arms", "nested_low"), ("differences", "verdict"), ("advice", "arm")):
        (head,) = read(study, f"{name}.csv").splitlines()
        assert column in head.split(",")


def test_varied_options_have_directories_of_their_own(make_study, doing):
    varied = {"vary": (("synthetic-per-class", "10", "20"),), "samples_per_class": ("10",)}
    study = make_study(**varied)
    assert study.do() and len(set(doing.names)) == 4
    assert f"{FIRST}-synthetic_per_class-20" in doing.names
    assert (study.directory / "plots" / "low_data_curve-1.png").is_file()
    assert "synthetic-per-class 20" in read(study, "arms.csv")


def test_two_processes_do_not_share_a_study(make_study):
    study = make_study()
    with study._locked(), pytest.raises(UserError, match="another process is at work on this"):
        make_study().do()


def test_runs_side_by_side_are_told_as_if_one_after_the_other(make_study, doing, monkeypatch):
    alone = make_study(samples_per_class=("10",))
    assert alone.do()
    page, table = read(alone, "report.html"), read(alone, "arms.csv")
    shutil.rmtree(alone.directory.parent)
    asked, given = [], []

    def side_by_side(tasks, jobs, threads):
        asked.append((jobs, threads))
        given.extend(tasks)
        for task in reversed(given[-jobs:]):  # they end in any order
            request = Request.read(task.planned.words)
            run = plan_run(request, task.source, ProgressDisplay(Console(quiet=True)))
            error = "The disk is full." if task.planned.seed == 2 else ""
            yield RunEnd(task.planned, 0 if error else doing(request, task.source, run), error)

    monkeypatch.setattr(module, "do_side_by_side", side_by_side)
    study = replace(make_study(samples_per_class=("10",)), runs_at_once=3)
    assert study.do() and asked == [(2, 1)]
    assert (read(study, "report.html"), read(study, "arms.csv")) == (page, table)
    assert [task.page for task in given] == ["last", "none"]
    again = replace(make_study(samples_per_class=("10",), seeds=(3,)), runs_at_once=3)
    assert not again.do() and asked[1:] == [(1, 1)]  # two are there
    rows = read_rows(again, "summary.csv")
    assert rows[-1]["status"] == "failed" and "The disk is full." in rows[-1]["detail"]
