"""Workers of a Dask cluster, through joblib's Dask backend; imports the optional packages."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any

from foundation.environment import made_with
from foundation.errors import UserError
from foundation.workers import WorkerDiedError

try:
    import distributed
    from distributed.scheduler import KilledWorker
    from joblib._dask import DaskDistributedBackend
except ImportError:
    raise UserError(
        "--cluster: expected the packages dask and distributed, which are not installed; "
        "run python -m pip install -r requirements-cluster.txt here and for every worker."
    ) from None

_SECONDS_TO_WAIT = 60


@contextmanager
def connected(address: str) -> Iterator[distributed.Client]:
    """A connection to a scheduler whose workers can run this program.

    Raises:
        UserError: There is none at this address, it has no workers, or they run another version.
    """
    try:
        client = distributed.Client(address, timeout=_SECONDS_TO_WAIT, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise UserError(
            f"--cluster {address}: expected a Dask scheduler, found none that answers: {error}."
        ) from None
    with client:
        _check_workers(client, address)
        yield client


def _check_workers(client: distributed.Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_SECONDS_TO_WAIT)
    except TimeoutError:
        raise UserError(
            f"--cluster {address}: expected at least one worker, found none within "
            f"{_SECONDS_TO_WAIT} seconds; start some with python -m dask worker {address} "
            "--nthreads 1 --memory-limit 0."
        ) from None
    for worker, found in client.run(made_with, on_error="return").items():
        if isinstance(found, Exception):
            raise UserError(
                f"--cluster {address}: expected workers that are started in a checkout of this "
                f"program, found {worker}, which cannot import it: {found}."
            )
        if found != made_with():
            raise UserError(
                f"--cluster {address}: expected workers of the same version ({made_with()}), "
                f"found {worker} ({found})."
            )


class ClusterBackend(DaskDistributedBackend):
    """joblib's Dask backend, where a call that Dask itself gives up is an error, too.

    joblib waits for such a call without end: it is told of results only.
    """

    def effective_n_jobs(self, n_jobs: int = -1) -> int:
        # With one worker, joblib would make the calls in this process.
        return max(2, super().effective_n_jobs(n_jobs))

    def submit(self, func: Callable, callback: Callable | None = None) -> Future:
        future = super().submit(func, callback)

        def tell(ended: Future) -> None:
            if callback is not None and ended.exception() is not None:
                callback(ended)

        future.add_done_callback(tell)
        return future

    def retrieve_result_callback(self, out: Any) -> Any:
        if isinstance(out, CancelledError):
            raise UserError("--cluster: the connection to the scheduler is lost.")
        if not isinstance(out, Future):
            return super().retrieve_result_callback(out)
        error = out.exception()
        if isinstance(error, KilledWorker):
            raise WorkerDiedError from error
        raise error or RuntimeError("a result that Dask did not announce")
