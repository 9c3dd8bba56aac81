"""Worker processes, through joblib: of this machine (loky), or of a cluster (Dask)."""

import contextlib
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import psutil
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from foundation.devices import gpus, start_tensorflow

# What a worker needs besides the images: 0.9 GB for TensorFlow and tiny networks, up to 1.5 GB in
# a study on MNIST (timing.csv has the figure of every unit).
_WORKER_BYTES = 1.5e9
# Networks as small as these do not fill a GPU, which waits for the processor between operations.
_UNITS_PER_GPU = 2
# Set while there are processes that wait for further units.
_processes_wait = threading.Event()


class WorkerDiedError(Exception):
    """A worker process has died, and what it was at will not be made."""


@dataclass(frozen=True)
class Workers:
    """Who makes the units."""

    jobs: int | None = 1
    """Units at once on this machine; None: as many as fit."""
    cluster: str | None = None
    """Address of a Dask scheduler whose workers make them."""

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
                wanted = min(wanted, _UNITS_PER_GPU)
        return max(1, min(wanted, units))


def run_on_this_machine(
    function: Callable[[Any], Any], tasks: Sequence[Any], *, jobs: int, threads: int
) -> Iterator[Any]:
    """Call a function in worker processes, whose TensorFlow has a fixed number of threads.

    The processes stay for the next call with as many threads, until `close_workers`.

    Args:
        function: Of a module, with one argument.
        tasks: The arguments; they are pickled.
        jobs: Calls at once.
        threads: Threads of each process.

    Yields:
        The results in the order in which they come.

    Raises:
        WorkerDiedError: A process has died.
    """
    parallel = joblib.Parallel(
        # With one, joblib would call the function in this process.
        n_jobs=max(jobs, 2),
        pre_dispatch=jobs,
        batch_size=1,
        backend="loky",
        return_as="generator_unordered",
        max_nbytes=None,
        initializer=_start_worker,
        initargs=(os.getpid(), threads),
    )
    _processes_wait.set()
    try:
        yield from _results(parallel, function, tasks)
    except TerminatedWorkerError as error:
        raise WorkerDiedError from error


def run_on_cluster(
    function: Callable[[Any], Any], tasks: Sequence[Any], address: str
) -> Iterator[Any]:
    """The same on the workers of a Dask cluster; a unit whose worker is lost runs elsewhere.

    Raises:
        UserError: Dask is not installed, or there is no cluster, or it is lost.
        WorkerDiedError: Several workers, one after the other, have died of the same task.
    """
    from foundation.cluster import ClusterBackend, connected  # an optional requirement

    with connected(address) as client:
        parallel = joblib.Parallel(
            n_jobs=-1,
            pre_dispatch="all",
            batch_size=1,
            backend=ClusterBackend(client=client),
            return_as="generator_unordered",
        )
        yield from _results(parallel, function, tasks)


def _results(
    parallel: joblib.Parallel, function: Callable[[Any], Any], tasks: Sequence[Any]
) -> Iterator[Any]:
    with _interrupt_held_back():
        results = parallel(joblib.delayed(function)(task) for task in tasks)
    try:
        yield from results
    finally:
        with warnings.catch_warnings():
            # That unfinished tasks are given up is what is meant here.
            warnings.simplefilter("ignore")
            results.close()


@contextlib.contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Processes that are started here never see Ctrl-C; this one sees it afterwards.

    A terminal sends it to all of them, and each would print where it was.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(parent: int, threads: int) -> None:
    """What a new process does first; its module must not import TensorFlow before that."""
    follow(parent)
    start_tensorflow(threads)


def follow(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end this process soon after it, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
