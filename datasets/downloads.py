"""Fetch files over HTTP without ever waiting on a dead connection."""

import dataclasses
import hashlib
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests

# A connection that brings less than this within STALL_SECONDS (1 KiB/s) is taken for dead.
LEAST_BYTES = 8 * 1024
STALL_SECONDS = 8.0
CHUNK_BYTES = 4 * 1024


class DownloadError(Exception):
    """A file could not be fetched; the text is a clause that says why."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """A file to fetch.

    Attributes:
        url: Where it is, `http://` or `https://`.
        file_name: What to call it on disk.
        sha256: Its SHA-256, hex.
    """

    url: str
    file_name: str
    sha256: str


def fetch_files(
    files: Sequence[RemoteFile], directory: Path, *, stall_seconds: float = STALL_SECONDS
) -> None:
    """Fetch files one after the other, for as long as data keeps coming.

    A host that is slow to resolve, refuses, hangs after accepting or trickles ends the attempt
    within `stall_seconds`; a download that makes progress may take as long as it likes. Proxies
    and certificates are those that `requests` finds in the environment.

    Args:
        files: What to fetch.
        directory: An existing directory; files in it after an error are to be thrown away.
        stall_seconds: How long to wait for the next `LEAST_BYTES`, seconds, > 0.

    Raises:
        DownloadError: Where a file cannot be had, or is not what its checksum says.
    """
    fetch = _Fetch(files, directory, stall_seconds)
    # In a thread of its own, because looking up a host name knows no timeout.
    worker = threading.Thread(target=fetch.run, name="fetch_files", daemon=True)
    worker.start()
    try:
        _watch(worker, fetch, stall_seconds)
    finally:
        fetch.cancelled = True
    if fetch.failure is not None:
        raise fetch.failure


class _Fetch:
    """What the downloading thread and the one that watches it share."""

    def __init__(self, files: Sequence[RemoteFile], directory: Path, timeout: float) -> None:
        self.files, self.directory, self.timeout = files, directory, timeout
        self.host: str | None = None
        self.received = 0
        self.cancelled = False
        # Until the last file is there, however the thread may end.
        self.failure: DownloadError | None = DownloadError("the download broke off")

    def run(self) -> None:
        try:
            for file in self.files:
                self._fetch(file)
            self.failure = None
        except DownloadError as error:
            self.failure = error
        except requests.RequestException as error:
            self.failure = DownloadError(f"{self.host}: {_reason(error)}")
        except OSError as error:
            self.failure = DownloadError(f"writing to {self.directory}: {error.strerror or error}")

    def _fetch(self, file: RemoteFile) -> None:
        self.host = urlsplit(file.url).hostname
        digest = hashlib.sha256()
        # The files are gzip themselves: a server must not be invited to wrap or unwrap them.
        headers = {"Accept-Encoding": "identity"}
        with requests.get(file.url, stream=True, timeout=self.timeout, headers=headers) as response:
            response.raise_for_status()
            with (self.directory / file.file_name).open("wb") as target:
                for chunk in response.iter_content(CHUNK_BYTES):
                    if self.cancelled:
                        raise DownloadError("the download was given up")
                    digest.update(chunk)
                    target.write(chunk)
                    self.received += len(chunk)
        if digest.hexdigest() != file.sha256:
            raise DownloadError(f"{self.host} sent something else than the file {file.file_name}")


def _watch(worker: threading.Thread, fetch: _Fetch, stall_seconds: float) -> None:
    """Return when the worker has ended; raise when it has stalled."""
    received, since = 0, time.monotonic()
    while worker.is_alive():
        worker.join(0.05)
        if fetch.received - received >= LEAST_BYTES:
            received, since = fetch.received, time.monotonic()
        elif time.monotonic() - since > stall_seconds and worker.is_alive():
            raise DownloadError(f"{fetch.host} sent nothing for {stall_seconds:g} seconds")


def _reason(error: requests.RequestException) -> str:
    """Why a request failed, in a few words."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP status {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
