"""Whether a cluster is there is found out early, whatever answers at its address."""

import socket
import threading
import time

import pytest

from foundation.errors import UserError

cluster = pytest.importorskip("foundation.cluster", exc_type=UserError)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)


@pytest.fixture
def stranger():
    """The address of something that answers, and is no scheduler."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with server.accept()[0] as found:
                found.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "", "tcp://a b:c"])
def test_nothing_there(address, impatient):
    start = time.monotonic()
    with pytest.raises(UserError, match="^--cluster .*: expected a Dask scheduler, found none"):
        cluster.check_address(address)
    assert time.monotonic() - start < 10


def test_something_else_there(stranger, impatient):
    with pytest.raises(UserError, match="expected a Dask scheduler"):
        cluster.check_address(stranger)


def test_a_scheduler():
    import distributed

    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp", dashboard_address=None
    ) as started:
        cluster.check_address(started.scheduler_address)
