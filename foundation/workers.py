"""Worker processes: of this machine (loky), or of a cluster (Dask)."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import Any

import filelock
import joblib
import platformdirs
import psutil
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from foundation.devices import gpus, start_tensorflow
from foundation.errors import WorkerDiedError

# What a worker needs besides the images: 0.9 GB for TensorFlow and tiny networks, up to 1.5 GB in
# a study on MNIST (timing.csv has the figure of every unit).
_WORKER_BYTES = 1.5e9
# Networks as small as these do not fill a GPU, which waits for the processor between operations.
_UNITS_PER_GPU = 2
# A process that is not needed for so long ends by itself.
_IDLE_SECONDS = 300
# Set while there are processes that wait for further units.
_processes_wait = threading.Event()
# What this process holds against its siblings; let go of when it ends, however it ends.
_places: list[tuple[int, filelock.FileLock]] = []


@dataclass(frozen=True)
class Workers:
    """Who makes the units."""

    jobs: int | None = 1
    """Units at once on this machine; None: as many as fit."""
    cluster: str | None = None
    """Address of a Dask scheduler whose workers make them."""
    stay: bool = False
    """Whether processes and what they have compiled are kept for a further run."""

    def jobs_for(self, units: int, threads: int, image_bytes: int) -> int:
        """How many units are made at once on this machine.

        Args:
            units: Units that are waiting.
            threads: Threads of each.
            image_bytes: Size of all images; a worker holds its own part of them twice at most.
        """
        wanted = self.jobs
        if wanted is None:
            needed = _WORKER_BYTES + 2 * image_bytes
            fitting = int(psutil.virtual_memory().available // needed)
            wanted = min(joblib.cpu_count() // threads, fitting)
            if gpus():
                wanted = min(wanted, _UNITS_PER_GPU * len(gpus()))
        return max(1, min(wanted, units))


def side_by_side(
    function: Callable[[Any], Any],
    next_task: Callable[[], Any],
    *,
    jobs: int | None,
    threads: int,
    cluster: str | None = None,
) -> Generator[Any, None, None]:
    """Call a function in other processes, with what is ready, until nothing more is.

    Args:
        function: Of a module, with one argument.
        next_task: Returns the next argument; None: there is none now. It is asked again after each
            result, when the caller has seen it: a result may make further tasks ready.
        jobs: Calls at once; None: as many as are ready.
        threads: Threads of each process of this machine.
        cluster: Address of a Dask scheduler whose workers make the calls; a call whose worker is
            lost is made elsewhere. None: processes of this machine, which stay for the next use
            with as many threads, until `close_workers`.

    Yields:
        The results in the order in which they come.

    Raises:
        UserError: There is no cluster, or it is lost.
        WorkerDiedError: A process has died; of a cluster, several after each other of one call.
    """
    with _executor(jobs, threads, cluster) as executor:
        running: set[Future] = set()
        while True:
            with _interrupt_held_back():
                while jobs is None or len(running) < jobs:
                    task = next_task()
                    if task is None:
                        break
                    running.add(executor.submit(function, task))
            if not running:
                return
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            # What went well first: an error ends this.
            for future in sorted(ended, key=_went_wrong):
                yield future.result()


def _went_wrong(future: Future) -> bool:
    return future.cancelled() or future.exception() is not None


@contextlib.contextmanager
def _executor(jobs: int | None, threads: int, cluster: str | None) -> Iterator[Executor]:
    if cluster is not None:
        from foundation.cluster import connected  # an optional requirement

        with connected(cluster) as executor:
            yield executor
        return
    with _interrupt_held_back():
        executor = get_reusable_executor(
            max_workers=jobs,
            timeout=_IDLE_SECONDS,
            initializer=_start_worker,
            initargs=(os.getpid(), threads),
        )
    _processes_wait.set()
    try:
        yield executor
    except TerminatedWorkerError as error:
        close_workers()
        raise WorkerDiedError from error
    except BaseException:
        close_workers()  # what is at work in them is given up
        raise


@contextlib.contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Processes that are started here never see Ctrl-C or SIGTERM; this one sees it afterwards.

    A terminal sends it to all of them, and each would print where it was.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(parent: int, threads: int) -> None:
    """What a new process does first; its module must not import TensorFlow before that."""
    follow(parent)
    start_tensorflow(threads, gpu_of=lambda count: own_gpu(str(parent), count))


def own_gpu(group: str, count: int) -> int:
    """The GPU of this process, chosen once: all of a group's processes are spread over them.

    Args:
        group: Of this process and its siblings on this machine.
        count: How many GPUs there are.

    Returns:
        The number of the GPU, from 0.
    """
    if not _places:
        _places.append(_free_place(group))
    return _places[0][0] % count


def _free_place(group: str) -> tuple[int, filelock.FileLock]:
    """The first place of a group that no living process has, and what holds it."""
    directory = platformdirs.user_cache_path("gan-data-study", ensure_exists=True)
    place = 0
    while True:
        lock = filelock.FileLock(directory / f"processes-{group}-{place}.lock")
        with contextlib.suppress(filelock.Timeout):
            lock.acquire(timeout=0)
            return place, lock
        place += 1


def follow(parent: int) -> None:
    """Leave Ctrl-C and SIGTERM to the parent, and end this process soon after, however it ended.

    Both are often sent to a whole group of processes.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    try:
        process = psutil.Process(parent)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(1.0)
    except psutil.NoSuchProcess:
        pass
    os._exit(1)


def close_workers() -> None:
    """End the processes that wait for further units, if there are any."""
    if _processes_wait.is_set():
        _processes_wait.clear()
        get_reusable_executor(reuse=True).shutdown(wait=True, kill_workers=True)
