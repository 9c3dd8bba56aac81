"""Which runs go side by side, and how one ends in a worker."""

import pytest

from experiment.pipeline import Request
from foundation.errors import UserError
from studies import runs_at_once
from studies.grid import PlannedRun
from studies.runs_at_once import RunEnd, RunTask, do_in_worker, runs_for
from tests.studies.tables import table


def count(*words, data=None, runs=10):
    return runs_for(Request.read(["--dataset", "iris", *words]), data or table(), runs)


def test_runs_of_small_tables_go_side_by_side(digits):
    assert count("--jobs", "2") == 2 and count("--jobs", "1") == 1
    assert count("--jobs", "4", runs=3) == 3
    assert count("--jobs", "2", data=table(2000)) == 1 == count("--jobs", "2", data=digits)
    # A process has as many threads for GANs as for classifiers.
    assert count("--jobs", "2", "--gan.threads", "2") == 1


@pytest.mark.parametrize(("error", "said"), [
    (UserError("The disk is full."), "The disk is full."),
    (ValueError("odd"), "ValueError: odd"),
])  # fmt: skip
def test_an_error_of_one_run_is_its_end_alone(monkeypatch, error, said):
    def do_run(request, source, run):
        raise error

    monkeypatch.setattr(runs_at_once, "do_run", do_run)
    planned = PlannedRun(seed=0, amount="all", setting=(), words=("--dataset", "iris"))
    assert do_in_worker(RunTask(planned, table())) == RunEnd(planned, error=said)
