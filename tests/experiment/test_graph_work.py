"""Tasks made in this process: what their rows of timing.csv say."""

from types import SimpleNamespace

import pytest

from experiment import graph_work
from experiment.graph_work import make_tasks
from plan.timing import Timing


@pytest.fixture
def study(tmp_path):
    """As much of a study as tasks in this process need."""
    return SimpleNamespace(
        said=(said := []),
        display=SimpleNamespace(say=said.append),
        timing=Timing(tmp_path / "timing.csv"),
        workers=SimpleNamespace(cluster=None, jobs_for=lambda *sizes: 1),
        data=SimpleNamespace(examples=SimpleNamespace(nbytes=0)),
        plan=SimpleNamespace(is_hopeless=lambda name: False),
    )


@pytest.fixture
def made_by(monkeypatch):
    """A function that sets what makes every task."""

    def set_to(**functions) -> None:
        monkeypatch.setattr(graph_work, "maker", lambda task: SimpleNamespace(**functions))

    return set_to


def _task(name, needs=()):
    return SimpleNamespace(
        stage="gans",
        maker="gans",
        name=name,
        needs=needs,
        after=(),
        despite_failure=False,
        threads=1,
        is_usable=lambda: True,
    )


@pytest.mark.parametrize(("earlier", "least", "most"), [(None, 0, 20), (40.5, 40.5, 60)])
def test_seconds_of_earlier_starts_are_added(study, made_by, earlier, least, most):
    made_by(make=lambda study, task: earlier)
    tasks = [_task("gan/7")]
    assert list(make_tasks(study, tasks)) == tasks
    (row,) = study.timing.rows()
    assert (row["stage"], row["unit"]) == ("gans", "gan/7")
    assert least <= float(row["seconds"]) < most


def test_an_error_names_its_unit_and_leaves_no_row(study, made_by):
    def make(study, task):
        raise ZeroDivisionError

    made_by(make=make)
    with pytest.raises(ZeroDivisionError) as caught:
        list(make_tasks(study, [_task("gan/7")]))
    assert caught.value.__notes__ == ["This happened in gan/7."]
    assert study.timing.rows() == []


def test_what_a_maker_has_to_say_is_said_after_its_task(study, made_by):
    made_by(make=lambda study, task: None, ended=lambda study, task: f"made {task.name}")
    begun = []
    tasks = [_task("a"), _task("b", needs=("a",))]
    assert list(make_tasks(study, tasks, begun=begun.append)) == tasks == begun
    assert study.said == ["made a", "made b"]


def test_a_chain_is_made_here_however_many_could_be_made_at_once(study, made_by):
    """The second task is ready only after the first: there is nothing for a second process."""
    study.workers.jobs_for = lambda units, *sizes: min(2, units)
    made_by(make=lambda study, task: None)
    tasks = [_task("a"), _task("b", needs=("a",))]
    assert list(make_tasks(study, tasks)) == tasks
