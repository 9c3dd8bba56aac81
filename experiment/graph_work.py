"""Units of work, made one after the other in this process or side by side in others."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import filelock
from threadpoolctl import threadpool_limits

from experiment.shared_run import SharedStudy, WorkerProgress, read_progress, shared
from foundation.devices import start_tensorflow
from foundation.errors import UserError
from foundation.progress import Board
from foundation.workers import (
    WorkerDiedError,
    close_workers,
    run_on_cluster,
    run_on_this_machine,
)
from plan.graph import PlannedUnit
from plan.run import Study
from plan.timing import peak_memory_mb

_SECONDS_BETWEEN_LOOKS = 0.5
# One process makes one unit at a time, also where a Dask worker has several threads.
_one_unit_at_a_time = threading.Lock()

Make = Callable[[Study, PlannedUnit], float | None]
"""Makes a unit, its marker included; a function of a module, so that it can be sent. Returns the
seconds of earlier starts that it could go on from, None where it cannot go on from any."""


@dataclass(frozen=True)
class UnitTask:
    """A unit as a worker gets it."""

    study: SharedStudy
    planned: PlannedUnit
    make: Make
    threads: int


@dataclass(frozen=True)
class Outcome:
    """What comes back; the unit itself is in the run directory."""

    seconds: float
    peak_memory_mb: float
    lines: tuple[str, ...]
    """What there was to say."""


def make_units(
    study: Study, units: list[PlannedUnit], make: Make, threads: int
) -> Iterator[PlannedUnit]:
    """Make what is unfinished; how many at once changes nothing but the time it takes.

    Args:
        study: The study.
        units: Units that do not depend on each other.
        make: Makes one of them.
        threads: Threads of each.

    Yields:
        Each unit after it is made, in the order in which they end.

    Raises:
        UserError: A unit cannot be made, or a worker process has died; the text names the unit.
    """
    waiting = list(study.unfinished(units))
    if not waiting:
        return
    jobs = study.workers.jobs_for(len(waiting), threads, study.data.examples.nbytes)
    here = study.workers.cluster is None and jobs == 1 and start_tensorflow(threads)
    if here:
        yield from _make_here(study, waiting, make, threads)
    else:
        yield from _make_in_workers(study, waiting, make, threads, jobs)


def _make_here(
    study: Study, waiting: list[PlannedUnit], make: Make, threads: int
) -> Iterator[PlannedUnit]:
    close_workers()  # those of a stage before this one would hold their memory meanwhile
    for planned in waiting:
        start = time.monotonic()
        with _named(planned, threads):
            earlier = make(study, planned) or 0.0
        seconds = earlier + time.monotonic() - start
        study.timing.add(planned.stage, planned.unit.name, seconds, peak_memory_mb())
        yield planned


@contextmanager
def _named(planned: PlannedUnit, threads: int) -> Iterator[None]:
    """Errors name the unit; NumPy and scikit-learn have as many threads as TensorFlow."""
    try:
        with threadpool_limits(threads):
            yield
    except UserError as error:
        raise UserError(f"{planned.unit.name}: {error}") from error
    except Exception as error:
        error.add_note(f"This happened in {planned.unit.name}.")
        raise


def _make_in_workers(
    study: Study, waiting: list[PlannedUnit], make: Make, threads: int, jobs: int
) -> Iterator[PlannedUnit]:
    by_name = {planned.unit.name: planned for planned in waiting}
    with (
        shared(study) as files,
        study.display.side_by_side(f"Stage {waiting[0].stage}", len(waiting)) as board,
        _progress_on(board, files, waiting),
    ):
        tasks = [
            UnitTask(
                files, dataclasses.replace(planned, unit=planned.unit.absolute()), make, threads
            )
            for planned in waiting
        ]
        for name, outcome in _outcomes(study, tasks, jobs):
            planned = by_name.pop(name)
            board.end(name)
            for line in outcome.lines:
                study.display.say(line)
            study.timing.add(planned.stage, name, outcome.seconds, outcome.peak_memory_mb)
            yield planned


def _outcomes(study: Study, tasks: list[UnitTask], jobs: int) -> Iterator[tuple[str, Outcome]]:
    threads, cluster = tasks[0].threads, study.workers.cluster
    try:
        if cluster is not None:
            yield from run_on_cluster(make_in_worker, tasks, cluster)
        else:
            yield from run_on_this_machine(make_in_worker, tasks, jobs=jobs, threads=threads)
    except WorkerDiedError as error:
        at_work = [
            task.planned.unit.name
            for task in tasks
            if task.study.progress_path(task.planned).exists()
        ]
        raise UserError(
            f"{' and '.join(at_work) or 'workers'}: expected worker processes to live until their "
            "units are finished, found that one was killed, maybe for want of memory; what is "
            "finished is kept, and the same command goes on (with fewer --jobs in less memory)."
        ) from error


@contextmanager
def _progress_on(board: Board, files: SharedStudy, units: Iterable[PlannedUnit]) -> Iterator[None]:
    """Show what workers write about their progress, by a thread of this process."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            for planned in units:
                progress = read_progress(files.progress_path(planned))
                if progress is not None:
                    board.show(planned.unit.name, *progress)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        ended.set()
        looking.join()


def make_in_worker(task: UnitTask) -> tuple[str, Outcome]:
    """Make one unit in a worker process; one that is made already is left as it is.

    Args:
        task: The unit and its study.

    Returns:
        The unit's name, and how it went.

    Raises:
        UserError: It cannot be made; the text names the unit.
        StudyEndedError: The study has ended in the meantime.
    """
    unit, study = task.planned.unit, task.study
    with _one_unit_at_a_time, _named(task.planned, task.threads):
        if not start_tensorflow(task.threads):
            raise UserError(
                f"expected a worker whose TensorFlow has {task.threads} threads, found one that "
                "has started with another number; start the worker anew."
            )
        path = study.progress_path(task.planned)
        display = WorkerProgress(path)
        start, earlier = time.monotonic(), 0.0
        opened = study.open(display)
        display.write(unit.name, 0, 0)
        # A cluster may take a worker for dead that is only slow, and give its unit to another.
        with filelock.FileLock(path.with_suffix(".lock")):
            if not task.planned.is_done():
                earlier = task.make(opened, task.planned) or 0.0
        display.remove()
        seconds = earlier + time.monotonic() - start
        return unit.name, Outcome(seconds, peak_memory_mb(), tuple(display.lines))
