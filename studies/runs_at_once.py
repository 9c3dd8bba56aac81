"""Whole runs side by side, each in a worker process of its own: of small data, whose units are
done before a process for each of them would pay."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from rich.console import Console

from datasets.dataset import Dataset
from experiment.pipeline import Request, do_run, plan_run
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.workers import Workers, side_by_side
from plan.run import Page
from studies.grid import PlannedRun


@dataclass(frozen=True)
class RunTask:
    """A run as a worker gets it."""

    planned: PlannedRun
    source: Dataset
    page: Page = "last"


@dataclass(frozen=True)
class RunEnd:
    """How a run has ended; what it has made is in its directory."""

    planned: PlannedRun
    code: int = 0
    error: str = ""
    """Why it could not be made; one sentence, or empty."""


def runs_for(request: Request, source: Dataset, count: int) -> int:
    """How many runs of a study are made at once; 1: their units are made side by side instead.

    Args:
        request: Of one of the runs.
        source: Its data.
        count: How many runs there are.
    """
    gan, classifier = request.arguments.run.gan, request.arguments.run.classifier
    is_small = source.kind.usual_splits(len(source.examples)) > 1
    if not is_small or request.arguments.cluster or gan.threads != classifier.threads:
        return 1
    workers = Workers(request.arguments.jobs)
    return workers.jobs_for(count, gan.threads, source.examples.nbytes)


def do_side_by_side(
    tasks: Iterable[RunTask], jobs: int, threads: int
) -> Generator[RunEnd, None, None]:
    """Do runs, so many at once.

    Args:
        tasks: One after the other as they are begun.
        jobs: How many at once.
        threads: Of each.

    Yields:
        How each has ended, in the order in which they end.

    Raises:
        WorkerDiedError: A process has died.
    """
    left = iter(tasks)
    yield from side_by_side(do_in_worker, lambda: next(left, None), jobs=jobs, threads=threads)


def do_in_worker(task: RunTask) -> RunEnd:
    """Do one run in this process, from its first unit to its page."""
    display = ProgressDisplay(Console(quiet=True))
    try:
        request = Request.read(task.planned.words)
        run = plan_run(request, task.source, display)
        # What is compiled stays for the next run.
        workers = Workers(jobs=1, stay=True)
        run = replace(run, workers=workers, says_test_figures=False, page=task.page)
        return RunEnd(task.planned, do_run(request, task.source, run))
    except UserError as error:
        return RunEnd(task.planned, error=str(error))
    except Exception as error:  # a defect in one run does not cost the others
        return RunEnd(task.planned, error=f"{type(error).__name__}: {error}")
