"""Downloads that break off, go on, lie or are garbage, against a server on the loopback."""

import dataclasses
import hashlib
import http.server
import io
import json
import os
import socket
import threading
import time

import pytest
from rich.console import Console

from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files
from foundation.progress import ProgressDisplay

BODY = os.urandom(300_000)
TAG = '"version 1"'


@dataclasses.dataclass
class Plan:
    """How the server behaves; `requests` is what it was asked for."""

    body: bytes = BODY
    tag: str | None = TAG
    modified: str | None = None
    ranges: bool = True
    break_after: list[int] = dataclasses.field(default_factory=list)
    announced: int | None = None
    chunked: bool = False
    requests: list[dict] = dataclasses.field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        plan = self.server.plan
        plan.requests.append(dict(self.headers))
        if self.path.startswith("/round"):
            self.send_response(302)
            self.send_header("Location", self.path + "x")
            return self.end_headers()
        start = self._start(plan)
        self.send_response(206 if start else 200)
        if start:
            end, whole = len(plan.body) - 1, len(plan.body)
            self.send_header("Content-Range", f"bytes {start}-{end}/{whole}")
        for name, value in (("ETag", plan.tag), ("Last-Modified", plan.modified)):
            if value:
                self.send_header(name, value)
        if not plan.chunked:
            announced = len(plan.body) if plan.announced is None else plan.announced
            self.send_header("Content-Length", str(announced - start))
        self.end_headers()
        end = plan.break_after.pop(0) if plan.break_after else len(plan.body)
        self.wfile.write(plan.body[start:end])

    def _start(self, plan):
        asked = self.headers.get("Range", "")
        current = self.headers.get("If-Range") in (plan.tag, plan.modified)
        return int(asked[len("bytes=") : -1]) if asked and plan.ranges and current else 0

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    """A server on the loopback with a plan; its address is `url`."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.plan = Plan()
    running.url = f"http://127.0.0.1:{running.server_port}/"
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def remote(server, path="a.zip", sha256=None):
    return RemoteFile(url=server.url + path, file_name="a.zip", sha256=sha256)


def fetch(server, directory, **options):
    sha256 = options.pop("sha256", None)
    fetch_files([remote(server, sha256=sha256)], directory, stall_seconds=2.0, **options)


def assert_whole(directory, body=BODY):
    assert os.listdir(directory) == ["a.zip"]
    assert (directory / "a.zip").read_bytes() == body


def leave_part(directory, size, *, validator=TAG, length=300_000, content=BODY):
    (directory / "a.zip.part").write_bytes(content[:size])
    note = {"validator": validator, "length": length}
    (directory / "a.zip.part.json").write_text(json.dumps(note))


def test_a_connection_that_breaks_off_is_taken_up_again(server, tmp_path):
    server.plan.break_after = [100_000, 200_000]
    fetch(server, tmp_path)
    assert_whole(tmp_path)
    asked = [request.get("Range") for request in server.plan.requests]
    assert asked[0] is None and len(asked) == 3
    assert [0 < int(wanted[6:-1]) < len(BODY) for wanted in asked[1:]] == [True, True]
    assert [request.get("If-Range") for request in server.plan.requests] == [None, TAG, TAG]


def test_what_came_is_kept_and_the_next_call_goes_on(server, tmp_path):
    server.plan.break_after = [1000, 1000, 1000]
    with pytest.raises(DownloadError, match="127.0.0.1: the connection broke off"):
        fetch(server, tmp_path)
    kept = (tmp_path / "a.zip.part").read_bytes()
    assert kept == BODY[: len(kept)] and not (tmp_path / "a.zip").exists()
    server.plan.break_after.clear()
    fetch(server, tmp_path, sha256=hashlib.sha256(BODY).hexdigest())
    assert_whole(tmp_path)


def test_a_part_of_this_version_is_gone_on_with(server, tmp_path):
    leave_part(tmp_path, 250_000)
    fetch(server, tmp_path)
    assert_whole(tmp_path)
    assert [request["Range"] for request in server.plan.requests] == ["bytes=250000-"]


def test_the_time_of_the_last_change_serves_where_there_is_no_strong_tag(server, tmp_path):
    server.plan.tag, server.plan.modified = 'W/"weak"', "Wed, 21 Oct 2015 07:28:00 GMT"
    server.plan.break_after = [100_000]
    fetch(server, tmp_path)
    assert_whole(tmp_path)
    assert server.plan.requests[1]["If-Range"] == server.plan.modified


@pytest.mark.parametrize(
    "part",
    [
        {"size": 250_000, "validator": '"version 0"', "content": bytes(300_000)},
        {"size": 250_000, "validator": None, "content": bytes(300_000)},
        {"size": 250_000, "length": 299_999, "content": bytes(300_000)},
        {"size": 0},
    ],
)
def test_a_part_of_another_version_is_not(part, server, tmp_path):
    leave_part(tmp_path, **part)
    fetch(server, tmp_path)
    assert_whole(tmp_path)


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"validator": 1, "length": "x"}'])
def test_a_spoilt_note_means_starting_over(note, server, tmp_path):
    leave_part(tmp_path, 250_000, content=bytes(300_000))
    (tmp_path / "a.zip.part.json").write_text(note)
    fetch(server, tmp_path)
    assert_whole(tmp_path)


def test_a_server_without_ranges_starts_over(server, tmp_path):
    server.plan.ranges = False
    server.plan.break_after = [100_000]
    fetch(server, tmp_path)
    assert_whole(tmp_path)


def test_a_server_without_tags_starts_over(server, tmp_path):
    server.plan.tag = None
    server.plan.break_after = [100_000]
    fetch(server, tmp_path)
    assert_whole(tmp_path)
    assert "Range" not in server.plan.requests[1]


def test_a_complete_part_is_not_fetched_again(server, tmp_path):
    leave_part(tmp_path, len(BODY))
    fetch(server, tmp_path)
    assert_whole(tmp_path)
    assert server.plan.requests == []


def test_a_body_without_a_length_is_taken_as_it_comes(server, tmp_path):
    server.plan.chunked = True
    fetch(server, tmp_path)
    assert_whole(tmp_path)


def test_a_length_that_is_too_long_is_a_broken_connection(server, tmp_path):
    server.plan.announced, server.plan.ranges = len(BODY) + 1000, False
    with pytest.raises(DownloadError, match="the connection broke off"):
        fetch(server, tmp_path)
    assert not (tmp_path / "a.zip").exists()
    assert 2 <= len(server.plan.requests) <= 5


def test_a_length_that_is_too_short_is_found_by_the_checksum(server, tmp_path):
    server.plan.announced = len(BODY) - 1000
    with pytest.raises(DownloadError, match="something else than the file a.zip"):
        fetch(server, tmp_path, sha256=hashlib.sha256(BODY).hexdigest())
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_that_is_too_large_is_refused(chunked, server, tmp_path):
    server.plan.chunked = chunked
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1 sends more than 200,000 bytes"):
        fetch(server, tmp_path, most_bytes=200_000)
    assert os.listdir(tmp_path) == []


def test_endless_redirects(server, tmp_path):
    with pytest.raises(DownloadError, match="redirects without end"):
        fetch_files([remote(server, "round")], tmp_path, stall_seconds=5.0)


def test_garbage_instead_of_http(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"\x00\xff garbage \r\n\r\n" * 10)

        threading.Thread(target=answer, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/a"
        start = time.monotonic()
        with pytest.raises(DownloadError, match="broke off, or no HTTP came"):
            fetch_files([RemoteFile(url=url, file_name="a")], tmp_path, stall_seconds=3.0)
        assert time.monotonic() - start < 3


def test_headers_are_sent_and_never_shown(server, tmp_path):
    file = dataclasses.replace(remote(server), headers={"Authorization": "Bearer secret"})
    fetch_files([file], tmp_path)
    assert server.plan.requests[0]["Authorization"] == "Bearer secret"
    assert "secret" not in repr(file)


def test_progress_is_said_once_it_ends_well(server, tmp_path):
    lines = io.StringIO()
    display = ProgressDisplay(Console(file=lines))
    server.plan.body = bytes(3_000_000)
    fetch(server, tmp_path, display=display)
    assert "Download of a.zip in MB: done in" in lines.getvalue()
    server.plan.announced = 4_000_000
    with pytest.raises(DownloadError):
        fetch(server, tmp_path, display=display)
    assert lines.getvalue().count("done in") == 1
