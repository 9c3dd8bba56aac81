"""Fetch files over HTTP: resumed, verified, bounded, and never waiting on a dead connection."""

import contextlib
import dataclasses
import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests
import urllib3

from datasets.fetching.partial_file import Damaged, PartialFile
from foundation.progress import ProgressDisplay

# A connection that brings less than this within STALL_SECONDS (1 KiB/s) is taken for dead.
LEAST_BYTES = 8 * 1024
STALL_SECONDS = 8.0
CHUNK_BYTES = 4 * 1024
# No data set for this tool comes as one file larger than this.
MOST_BYTES = 50_000_000_000
# A connection that breaks off is taken up again at once, while each try brings something.
MOST_TRIES = 5
_MEGABYTE = 1_000_000


class DownloadError(Exception):
    """A file could not be fetched; the text is a clause that says why."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """A file to fetch.

    Attributes:
        url: Where it is, `http://` or `https://`.
        file_name: What to call it on disk.
        sha256: Its SHA-256, hex; None where it is not known: then its length is checked alone.
        headers: Sent along; never printed, for they may hold a key.
    """

    url: str
    file_name: str
    sha256: str | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)


def fetch_files(
    files: Sequence[RemoteFile],
    directory: Path,
    *,
    stall_seconds: float = STALL_SECONDS,
    most_bytes: int = MOST_BYTES,
    display: ProgressDisplay | None = None,
) -> None:
    """Fetch files one after the other, for as long as data keeps coming.

    A host that is slow to resolve, refuses, hangs after accepting or trickles ends the attempt
    within `stall_seconds`; a download that makes progress may take as long as it likes. What has
    come is kept as `<file_name>.part` and gone on with by the next call. Proxies and certificates
    are those that `requests` finds in the environment.

    Args:
        files: What to fetch.
        directory: An existing directory.
        stall_seconds: How long to wait for the next `LEAST_BYTES`, seconds, > 0.
        most_bytes: The most that one file may have.
        display: Where progress goes; None: nowhere.

    Raises:
        DownloadError: Where a file cannot be had, or is not what its length or checksum says.
    """
    fetch = _Fetch(files, directory, stall_seconds, most_bytes)
    # In a thread of its own, because looking up a host name knows no timeout.
    worker = threading.Thread(target=fetch.run, name="fetch_files", daemon=True)
    worker.start()
    try:
        with _Bars(display) as bars:
            _watch(worker, fetch, stall_seconds, bars)
            if fetch.failure is not None:
                raise fetch.failure
    finally:
        fetch.cancelled = True


class _Fetch:
    """What the downloading thread and the one that watches it share."""

    def __init__(
        self, files: Sequence[RemoteFile], directory: Path, timeout: float, most_bytes: int
    ) -> None:
        self.files, self.directory, self.timeout = files, directory, timeout
        self.most_bytes = most_bytes
        self.host: str | None = None
        self.part: PartialFile | None = None
        self.received = 0
        # False while the disk is at work and nothing can come.
        self.waiting = True
        self.cancelled = False
        # Until the last file is there, however the thread may end.
        self.failure: DownloadError | None = DownloadError("the download broke off")

    def run(self) -> None:
        try:
            for file in self.files:
                self.host = urlsplit(file.url).hostname
                self._fetch(file)
            self.failure = None
        except DownloadError as error:
            self.failure = error
        except _CONNECTION_ERRORS as error:
            self.failure = DownloadError(f"{self.host}: {_reason(error)}")
        except Damaged as error:
            self.failure = DownloadError(f"{self.host} {error}")
        except OSError as error:
            self.failure = DownloadError(f"writing to {self.directory}: {error.strerror or error}")

    def _fetch(self, file: RemoteFile) -> None:
        part = self.part = PartialFile(self.directory, file.file_name)
        for tries_left in reversed(range(MOST_TRIES)):
            before = self.received
            try:
                if not part.is_complete:
                    self._continue(file, part)
                break
            except _CONNECTION_ERRORS as error:
                # An answer such as 404 and a silent host will not be another one at once.
                hopeless = isinstance(error, _HOPELESS)
                if hopeless or not tries_left or self.received == before:
                    raise
        self.waiting = False
        self._verify(file, part)
        part.finish()
        self.waiting = True

    def _continue(self, file: RemoteFile, part: PartialFile) -> None:
        """Ask for what is missing and write it."""
        # The files are packed themselves: a server must not be invited to wrap or unwrap them.
        headers = {"Accept-Encoding": "identity"} | dict(file.headers)
        wanted = part.range_headers()
        with self._get(file.url, headers | wanted) as response:
            if not wanted or part.accepts(response):
                return self._receive(response, part, resumed=bool(wanted))
        # The server has another file by now, or does not know how to go on.
        part.discard()
        with self._get(file.url, headers) as response:
            self._receive(response, part, resumed=False)

    def _get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        return requests.get(url, stream=True, timeout=self.timeout, headers=headers)

    def _receive(self, response: requests.Response, part: PartialFile, *, resumed: bool) -> None:
        response.raise_for_status()
        if response.status_code != 200 and not resumed:
            raise DownloadError(f"{self.host}: HTTP status {response.status_code}")
        with part.receiving(response) as target:
            self._check_size(part.length or 0)
            for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
                if self.cancelled:
                    raise DownloadError("the download was given up")
                target.write(chunk)
                self.received += len(chunk)
                self._check_size(target.tell())

    def _check_size(self, size: int) -> None:
        if size > self.most_bytes:
            assert self.part is not None
            self.part.discard()
            raise DownloadError(f"{self.host} sends more than {self.most_bytes:,} bytes")

    def _verify(self, file: RemoteFile, part: PartialFile) -> None:
        if file.sha256 is None:
            return
        with part.path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != file.sha256:
            part.discard()
            raise DownloadError(f"{self.host} sent something else than the file {file.file_name}")


class _Bars:
    """A progress bar for each file, from when its length is known."""

    def __init__(self, display: ProgressDisplay | None) -> None:
        self._display = display
        self._stack = contextlib.ExitStack()
        self._shown: PartialFile | None = None

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)  # type: ignore[arg-type]

    def update(self, part: PartialFile | None) -> None:
        if self._display is None or part is None or not part.length:
            return
        if part is not self._shown:
            self._stack.close()
            self._shown = part
            description, total = f"Download of {part.file_name} in MB", part.length / _MEGABYTE
            self._advance = self._stack.enter_context(
                self._display.task(description, max(1, round(total)))
            )
        self._advance(round(part.size / _MEGABYTE))


def _watch(worker: threading.Thread, fetch: _Fetch, stall_seconds: float, bars: _Bars) -> None:
    """Return when the worker has ended; raise when it has stalled."""
    received, since = 0, time.monotonic()
    while worker.is_alive():
        worker.join(0.05)
        bars.update(fetch.part)
        if fetch.received - received >= LEAST_BYTES or not fetch.waiting:
            received, since = fetch.received, time.monotonic()
        elif time.monotonic() - since > stall_seconds and worker.is_alive():
            raise DownloadError(f"{fetch.host} sent nothing for {stall_seconds:g} seconds")


_HOPELESS = (requests.HTTPError, requests.Timeout, urllib3.exceptions.TimeoutError)
_CONNECTION_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError)


def _reason(error: Exception) -> str:
    """Why a request failed, in a few words."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP status {error.response.status_code}"
    for kind, reason in _REASONS:
        if isinstance(error, kind) or (error.args and isinstance(error.args[0], kind)):
            return reason
    return type(error).__name__


# The first that fits counts; requests wraps what urllib3 says.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (requests.Timeout, "no answer"),
    (urllib3.exceptions.TimeoutError, "no answer"),
    (requests.TooManyRedirects, "it redirects without end"),
    (urllib3.exceptions.IncompleteRead, "the connection broke off"),
    (urllib3.exceptions.ProtocolError, "the connection broke off, or no HTTP came"),
    (requests.ConnectionError, "no connection"),
)
