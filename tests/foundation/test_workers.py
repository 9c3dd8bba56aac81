"""How many units at once, and calls in worker processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import psutil
import pytest

from foundation import workers
from foundation.errors import WorkerDiedError
from foundation.workers import Workers, close_workers, follow, own_gpu, side_by_side


@pytest.fixture
def machine(monkeypatch):
    """A function that sets cores, free bytes and GPUs of the machine."""

    def set_to(cores: int, available: float, gpus: int = 0) -> None:
        memory = SimpleNamespace(available=available)
        monkeypatch.setattr(workers.joblib, "cpu_count", lambda: cores)
        monkeypatch.setattr(workers.psutil, "virtual_memory", lambda: memory)
        monkeypatch.setattr(workers, "gpus", lambda: ["gpu"] * gpus)

    return set_to


@pytest.mark.parametrize(
    ("cores", "gigabytes", "gpus", "units", "threads", "expected"),
    [
        (8, 100, 0, 10, 1, 8),  # cores
        (8, 100, 0, 10, 3, 2),  # cores by threads
        (2, 100, 0, 10, 4, 1),  # at least one
        (8, 100, 0, 3, 1, 3),  # units
        (8, 7, 0, 10, 1, 2),  # memory: 1.5 GB, and the images of 1 GB twice
        (8, 2, 0, 10, 1, 1),
        (8, 100, 1, 10, 1, 2),  # a GPU is shared, by two
        (8, 4, 1, 10, 1, 1),  # as far as memory goes
        (16, 100, 4, 10, 1, 8),  # each GPU by two
    ],
)
def test_as_many_at_once_as_fit(machine, cores, gigabytes, gpus, units, threads, expected):
    machine(cores, gigabytes * 1e9, gpus)
    assert Workers(jobs=None).jobs_for(units, threads, int(1e9)) == expected


def test_a_number_that_is_asked_for_is_taken(machine):
    machine(2, 1e9, gpus=1)
    assert Workers(jobs=5).jobs_for(10, 4, int(1e9)) == 5
    assert Workers(jobs=5).jobs_for(3, 4, int(1e9)) == 3


def _follow(parent: int, threads: int) -> None:
    """How a worker starts, but for TensorFlow: that takes seconds."""
    follow(parent)


def _work(seconds: float) -> tuple[int, float, float]:
    start = time.time()
    time.sleep(seconds)
    return os.getpid(), start, time.time()


@pytest.fixture
def run(monkeypatch):
    """`side_by_side` over a list, with workers that start quickly, closed at the end."""
    monkeypatch.setattr(workers, "_start_worker", _follow)

    def over(function, tasks, **options):
        left = iter(tasks)
        return side_by_side(function, lambda: next(left, None), **options)

    yield over
    close_workers()


def _children(parent: psutil.Process | None = None) -> list[psutil.Process]:
    """The worker processes of a process; None: of this one."""
    found = (parent or psutil.Process()).children()
    return [child for child in found if "LokyProcess" in _command(child)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has just ended
        return ""


def test_results_come_from_other_processes_one_at_a_time_where_that_is_asked_for(run):
    found = list(run(_work, [0.1, 0.11, 0.12], jobs=1, threads=1))
    assert os.getpid() not in {process for process, _, _ in found}
    ends = [0.0] + [end for _, _, end in sorted(found, key=lambda result: result[1])]
    starts = sorted(start for _, start, _ in found)
    assert all(end <= start for end, start in zip(ends, starts))


def test_processes_are_kept_for_as_many_threads_until_they_are_closed(run):
    processes = []
    for threads in (1, 1, 2):
        list(run(_work, [0.0, 0.0], jobs=2, threads=threads))
        processes.append({child.pid for child in _children()})
    first, again, other = processes
    assert len(first) == 2 and again == first and first.isdisjoint(other)
    close_workers()
    assert not _children()


def test_a_result_may_make_further_calls_ready(run):
    waiting, seen = [3.0, 2.0], []

    def next_task():
        return waiting.pop() / 100 if waiting and (len(seen) == 2 - len(waiting)) else None

    for result in side_by_side(_work, next_task, jobs=2, threads=1):
        seen.append(result)
    assert len(seen) == 2 and seen[0][2] <= seen[1][1]


def test_processes_share_the_gpus_equally(monkeypatch):
    monkeypatch.setattr(workers, "_places", [])
    held = [workers._free_place("test") for _ in range(6)]
    assert [place for place, _ in held] == list(range(6))
    held[1][1].release()  # a process has ended, and another one takes its place
    assert own_gpu("test", 3) == 1
    # Chosen once, whoever asks again.
    assert own_gpu("another", 3) == 1 and len(workers._places) == 1
    workers._places[0][1].release()


def _wait_for_two() -> None:
    """Until both processes have had the time to begin."""
    deadline = time.monotonic() + 30
    while len(_children()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)


def test_ctrl_c_reaches_this_process_alone_and_ends_all(run, request):
    # A shell that starts the tests in the background has the signal ignored.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, handler))

    def interrupt() -> None:
        _wait_for_two()
        for child in _children():
            child.send_signal(signal.SIGINT)
        time.sleep(0.5)
        alive.extend(_children())
        os.kill(os.getpid(), signal.SIGINT)

    alive: list[psutil.Process] = []
    timer = threading.Timer(1.5, interrupt)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        timer.start()
        list(run(_work, [60.0, 60.0], jobs=2, threads=1))
    timer.join()
    assert len(alive) == 2 and not _children()
    assert time.monotonic() - start < 15


def test_a_killed_process_is_an_error_at_once(run):
    def kill() -> None:
        _wait_for_two()
        _children()[0].kill()

    timer = threading.Timer(1.5, kill)
    with pytest.raises(WorkerDiedError):
        timer.start()
        list(run(_work, [60.0, 60.0], jobs=2, threads=1))
    assert not _children()


def test_no_process_outlives_its_parent():
    program = """if True:
        import time
        from foundation import workers
        workers._start_worker = lambda parent, threads: workers.follow(parent)
        tasks = iter([60, 60])
        next_task = lambda: next(tasks, None)
        list(workers.side_by_side(time.sleep, next_task, jobs=2, threads=1))
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = psutil.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while len(children := _children(parent)) < 2:
        assert parent.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(1.0)
    parent.kill()
    assert psutil.wait_procs(children, timeout=20)[1] == []
    parent.communicate()
