"""What a task waits for, what is missing, and what will never be."""

import pytest

from foundation.errors import UserError
from foundation.files import write_atomically
from tests.plan.plans import CLASSES, finish, tasks_of


def test_everything_comes_after_what_it_needs(make_plan):
    plan = make_plan(arms=("original", "synthetic", "gaussian"), repeats=2)
    before = set()
    for task in tasks_of(plan):
        assert set(task.needs) <= before, task.name
        before.add(task.name)
    needs = {task.name: set(task.needs) for task in tasks_of(plan)}
    assert needs["gan/1"] == {"split"} and needs["synthetic/1"] == {"gan/1"}
    assert needs["classifiers/original"] == {"split"} == needs["drawn/gaussian/2"]
    assert needs["classifiers/synthetic/repeat-1"] == {
        *("split", "synthetic/0", "synthetic/1", "synthetic/2")
    }
    assert needs["judge"] == {"split"}
    assert (
        needs["privacy/gaussian"]
        == needs["quality/gaussian"]
        == {
            *("split", "judge"),
            *(f"drawn/gaussian/{name}" for name in CLASSES),
        }
    )


LATER = ("drawing", "judge", "quality", "privacy")


def test_what_earlier_versions_never_kept_is_not_missed_in_their_finished_runs(make_plan):
    arms = ("original", "gaussian")
    plan = make_plan(arms=arms)
    drawn = [f"drawn/gaussian/{name}" for name in CLASSES]
    never_kept = [*drawn, "judge", "quality/gaussian", "privacy/gaussian"]
    assert [task.name for task in plan.waiting() if task.maker in LATER] == never_kept
    for task in tasks_of(plan):
        if task.maker not in LATER:
            finish(task)
    assert [task.name for task in make_plan(arms=arms).waiting()] == never_kept  # for the report
    unit = plan._directory.report_unit()
    write_atomically(unit.directory / "report.html", "page")
    unit.finish({}, [unit.directory / "report.html"])
    assert make_plan(arms=arms).waiting() == []  # as runs were before these were kept
    more = make_plan(arms=arms, repeats=2)
    waiting = [task.name for task in more.waiting()]
    assert waiting[:3] == drawn and {"classifiers/gaussian/repeat-1", "judge"} <= set(waiting)
    finish(plan.drawing("gaussian", "1"))
    (plan.drawing("gaussian", "1").unit.directory / "1.DONE.content").write_text("damaged")
    assert "drawn/gaussian/1" in [task.name for task in make_plan(arms=arms).waiting()]


def test_a_judge_that_was_made_and_is_damaged_is_missed(make_plan):
    arms = ("original", "gaussian")
    for task in tasks_of(make_plan(arms=arms)):
        finish(task)
    plan = make_plan(arms=arms)
    unit = plan._directory.report_unit()
    write_atomically(unit.directory / "report.html", "page")
    unit.finish({}, [unit.directory / "report.html"])
    (plan.judge().unit.directory / "DONE.content").write_text("damaged")
    assert [task.name for task in make_plan(arms=arms).waiting()] == ["judge"]


def test_a_run_that_was_finished_before_privacy_was_asked_for_stays_finished(make_plan):
    arms = ("original", "gaussian")
    for task in tasks_of(make_plan(arms=arms)):
        if task.maker != "privacy":
            finish(task)
    plan = make_plan(arms=arms)
    assert [task.name for task in plan.waiting()] == ["privacy/gaussian"]
    unit = plan._directory.report_unit()
    write_atomically(unit.directory / "report.html", "page")
    unit.finish({}, [unit.directory / "report.html"])
    assert make_plan(arms=arms).waiting() == []


def test_a_stage_that_is_missing_before_is_named(make_plan):
    plan = make_plan(stages=("classifiers",))
    with pytest.raises(UserError, match="split is missing.*--stages split gans synthesis first"):
        plan.check_needs(plan.waiting())
    finish(plan.split())
    for name in CLASSES:
        finish(plan.gan(name), status="ok")
    again = make_plan(stages=("classifiers",))
    with pytest.raises(UserError, match="synthetic/0 is missing.*--stages synthesis first"):
        again.check_needs(again.waiting())
    both = make_plan(stages=("synthesis", "classifiers"))
    both.check_needs(both.waiting())


def test_what_waits_for_a_failed_class_asks_for_no_other_stage(make_plan):
    plan = make_plan()
    finish(plan.split())
    for name in CLASSES:
        finish(plan.gan(name), status="collapsed" if name == "1" else "unknown")
        if name != "1":
            finish(plan.synthesis(name))
    later = make_plan(stages=("classifiers",))
    later.check_needs(later.waiting())
    hopeless = {name for name in later._everything if later.is_hopeless(name)}
    figures = ("quality/synthetic", "privacy/synthetic")
    assert later.inside("1").needs == ("synthetic/1", "judge")  # and yet it has views
    assert hopeless == {*("gan/1", "synthetic/1", "classifiers/synthetic", *figures)}


def test_controls_need_no_stage_before_the_classifiers(make_plan):
    plan = make_plan(arms=("original", "gaussian"), stages=("split", "classifiers"))
    assert {"drawn/gaussian/0", "classifiers/gaussian"} <= set(plan.tasks)
    plan.check_needs(plan.waiting())


def test_a_run_that_was_finished_before_there_were_views_stays_finished(make_plan):
    plan = make_plan()
    for task in tasks_of(plan):
        if task.maker != "inside":
            finish(task, status="ok")
    views = [f"inside/{name}" for name in (*CLASSES, "+all")]
    assert [task.name for task in plan.waiting()] == views
    unit = plan._directory.report_unit()
    write_atomically(unit.directory / "report.html", "page")
    unit.finish({}, [unit.directory / "report.html"])
    assert make_plan().waiting() == []
    finish(plan.inside("1"))
    assert [task.name for task in make_plan().waiting()] == [*views[:1], *views[2:]]
