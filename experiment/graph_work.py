"""The tasks of a run, made one after the other in this process or side by side in others."""

import dataclasses
import importlib
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import ModuleType

import filelock
from threadpoolctl import threadpool_limits

from experiment.ready_queue import ReadyQueue
from experiment.shared_run import SharedRun, WorkerProgress, read_progress, shared
from foundation.devices import start_tensorflow
from foundation.errors import UserError, WorkerDiedError
from foundation.progress import Board
from foundation.workers import close_workers, own_gpu, side_by_side
from plan.graph import Task
from plan.run import Run
from plan.timing import peak_memory_mb

_SECONDS_BETWEEN_LOOKS = 0.5
# One process makes one unit at a time, also where a Dask worker has several threads.
_one_unit_at_a_time = threading.Lock()


@dataclass(frozen=True)
class UnitTask:
    """A task as a worker gets it."""

    run: SharedRun
    task: Task


@dataclass(frozen=True)
class Outcome:
    """What comes back; the unit itself is in the run directory."""

    name: str
    seconds: float
    peak_memory_mb: float
    lines: tuple[str, ...]
    """What there was to say."""


def maker(task: Task) -> ModuleType:
    """The module that makes a task."""
    return importlib.import_module(f"experiment.stages.{task.maker}")


def make_tasks(
    run: Run, waiting: Sequence[Task], begun: Callable[[Task], None] = lambda task: None
) -> Iterator[Task]:
    """Make what is unfinished; how many at once changes nothing but the time it takes.

    Args:
        run: The run.
        waiting: Each task after those that it needs.
        begun: Called with each task before it is made.

    Yields:
        Each task after it is made, in the order in which they end.

    Raises:
        UserError: A unit cannot be made, or a worker process has died; the text names the unit.
    """
    queue = ReadyQueue(waiting, run.plan.is_hopeless)
    while (threads := queue.threads()) is not None:
        alone = _jobs(run, queue.ready(threads), threads) == 1
        jobs = 1 if alone else _jobs(run, queue.count(threads), threads)
        queue.bring_forward(jobs, threads)
        if alone and start_tensorflow(threads):
            made = _make_here(run, queue, threads, begun)
        else:
            made = _make_in_workers(run, queue, threads, jobs, begun)
        with closing(made):
            for task in _said(run, made):
                queue.finished(task)
                yield task


def _said(run: Run, made: Iterable[Task]) -> Iterator[Task]:
    """Each task after what there is to say of it."""
    for task in made:
        said = getattr(maker(task), "ended", lambda run, task: "")(run, task)
        if said:
            run.display.say(said)
        yield task


def make_here(
    run: Run, tasks: Sequence[Task], begun: Callable[[Task], None] = lambda task: None
) -> Iterator[Task]:
    """Make tasks one after the other in this process; else as for `make_tasks`."""
    for task in tasks:
        begun(task)
        yield from _said(run, [_made(run, task)])


def _jobs(run: Run, count: int, threads: int) -> int | None:
    """Tasks at once; None: the workers of a cluster decide."""
    if run.workers.cluster is not None:
        return None
    return run.workers.jobs_for(count, threads, run.data.examples.nbytes)


def _make_here(
    run: Run, queue: ReadyQueue, threads: int, begun: Callable[[Task], None]
) -> Generator[Task, None, None]:
    """One task: what it makes ready may be for several processes."""
    close_workers()  # those of tasks before this would hold their memory meanwhile
    task = queue.take(threads)
    assert task is not None  # there is one that is ready
    begun(task)
    yield _made(run, task)


def _made(run: Run, task: Task) -> Task:
    """The task, after it is made in this process and timed."""
    start = time.monotonic()
    with _named(task):
        earlier = maker(task).make(run, task) or 0.0
    seconds = earlier + time.monotonic() - start
    run.timing.add(task.maker, task.name, seconds, peak_memory_mb())
    return task


@contextmanager
def _named(task: Task) -> Iterator[None]:
    """Errors name the unit; NumPy and scikit-learn have as many threads as TensorFlow."""
    try:
        with threadpool_limits(task.threads):
            yield
    except UserError as error:
        raise UserError(f"{task.name}: {error}") from error
    except Exception as error:
        error.add_note(f"This happened in {task.name}.")
        raise


def _make_in_workers(
    run: Run,
    queue: ReadyQueue,
    threads: int,
    jobs: int | None,
    begun: Callable[[Task], None],
) -> Generator[Task, None, None]:
    at_work: dict[str, Task] = {}
    with (
        shared(run) as files,
        run.display.side_by_side("Units", queue.count(threads)) as board,
        _progress_on(board, files, at_work),
        _deaths_named(files, at_work),
    ):

        def next_task() -> UnitTask | None:
            task = queue.take(threads)
            if task is None:
                return None
            begun(task)
            at_work[task.name] = task
            return UnitTask(files, dataclasses.replace(task, unit=task.unit.absolute()))

        outcomes = side_by_side(
            make_in_worker, next_task, jobs=jobs, threads=threads, cluster=run.workers.cluster
        )
        with closing(outcomes):
            for outcome in outcomes:
                task = at_work.pop(outcome.name)
                board.end(task.name)
                for line in outcome.lines:
                    run.display.say(line)
                run.timing.add(task.maker, task.name, outcome.seconds, outcome.peak_memory_mb)
                yield task


@contextmanager
def _deaths_named(files: SharedRun, at_work: dict[str, Task]) -> Iterator[None]:
    """A worker that has died is told with the units that were at work."""
    try:
        yield
    except WorkerDiedError as error:
        tasks = [task.name for task in at_work.values() if files.progress_path(task).exists()]
        raise UserError(
            f"{' and '.join(tasks) or 'workers'}: expected worker processes to live until their "
            "units are finished, found that one was killed, maybe for want of memory; what is "
            "finished is kept, and the same command goes on (with fewer --jobs in less memory)."
        ) from error


@contextmanager
def _progress_on(board: Board, files: SharedRun, at_work: dict[str, Task]) -> Iterator[None]:
    """Show what workers write about their progress, by a thread of this process."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            for task in list(at_work.values()):
                progress = read_progress(files.progress_path(task))
                if progress is not None:
                    board.show(task.name, *progress)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        ended.set()
        looking.join()


def make_in_worker(unit_task: UnitTask) -> Outcome:
    """Make one unit in a worker process; one that is made already is left as it is.

    Args:
        unit_task: The task and its run.

    Returns:
        How it went.

    Raises:
        UserError: It cannot be made; the text names the unit.
        RunEndedError: The run has ended in the meantime.
    """
    task, run = unit_task.task, unit_task.run
    with _one_unit_at_a_time, _named(task):
        if not start_tensorflow(task.threads, gpu_of=lambda count: own_gpu("cluster", count)):
            raise UserError(
                f"expected a worker whose TensorFlow has {task.threads} threads, found one that "
                "has started with another number; start the worker anew."
            )
        path = run.progress_path(task)
        display = WorkerProgress(path)
        start, earlier = time.monotonic(), 0.0
        opened = run.open(display)
        display.write(task.name, 0, 0)
        # A cluster may take a worker for dead that is only slow, and give its unit to another.
        with filelock.FileLock(path.with_suffix(".lock")):
            if not task.is_done():
                earlier = maker(task).make(opened, task) or 0.0
        display.remove()
        seconds = earlier + time.monotonic() - start
        return Outcome(task.name, seconds, peak_memory_mb(), tuple(display.lines))
