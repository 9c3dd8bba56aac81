"""Workers of a Dask cluster as an executor; imports the optional packages."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager

from foundation.environment import made_with
from foundation.errors import UserError, WorkerDiedError

try:
    import distributed
    from distributed.scheduler import KilledWorker
except ImportError:
    raise UserError(
        "--cluster: expected the packages dask and distributed, which are not installed; "
        "run python -m pip install -r requirements-cluster.txt here and for every worker."
    ) from None

_SECONDS_TO_WAIT = 60
# A scheduler that is there answers at once; one that is just being started, in a few seconds.
_SECONDS_TO_ANSWER = 10


def check_address(address: str) -> None:
    """Find out early whether there is a cluster, without the threads of a client.

    Raises:
        UserError: No scheduler answers at this address.
    """
    try:
        # In a thread with an event loop of its own: a notebook's may be running in this one.
        with ThreadPoolExecutor(1) as thread:
            found = thread.submit(lambda: asyncio.run(_identity(address))).result()
    except Exception:  # whatever answers there may say anything; some of it ends in a MemoryError
        found = None
    if found != "Scheduler":
        raise UserError(
            f"--cluster {address}: expected a Dask scheduler, found none that answers within "
            f"{_SECONDS_TO_ANSWER:g} seconds."
        )


async def _identity(address: str) -> str:
    """What the one at an address calls itself."""
    async with distributed.rpc(address, timeout=_SECONDS_TO_ANSWER) as other:
        identity = await asyncio.wait_for(other.identity(), _SECONDS_TO_ANSWER)
    return identity["type"]


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """An executor on a cluster whose workers can run this program.

    Raises:
        UserError: There is none at this address, it has no workers, they run another version, or
            the connection is lost in the block.
        WorkerDiedError: In the block, several workers have died of the same call.
    """
    try:
        client = distributed.Client(address, timeout=_SECONDS_TO_WAIT, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise UserError(
            f"--cluster {address}: expected a Dask scheduler, found none that answers: {error}."
        ) from None
    with client:
        _check_workers(client, address)
        try:
            # Not pure: two calls with equal arguments are two calls.
            yield client.get_executor(pure=False)
        except KilledWorker as error:
            raise WorkerDiedError from error
        except CancelledError:
            raise UserError("--cluster: the connection to the scheduler is lost.") from None


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
