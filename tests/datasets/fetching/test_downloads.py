import gzip
import hashlib
import os
import socket
import time

import pytest

from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files

BODY = os.urandom(64 * 1024)


def remote(base_url, name="images.gz", body=BODY):
    return RemoteFile(url=base_url + name, file_name=name, sha256=hashlib.sha256(body).hexdigest())


def assert_fails_within(seconds, files, directory, match, stall_seconds=0.5):
    start = time.monotonic()
    with pytest.raises(DownloadError, match=match):
        fetch_files(files, directory, stall_seconds=stall_seconds)
    assert time.monotonic() - start < seconds


def test_fetches_every_file_as_it_is(serve, tmp_path):
    packed = gzip.compress(b"labels")
    base = serve({"images.gz": BODY, "labels.gz": packed})
    fetch_files([remote(base), remote(base, "labels.gz", packed)], tmp_path)
    assert (tmp_path / "images.gz").read_bytes() == BODY
    assert (tmp_path / "labels.gz").read_bytes() == packed


def test_a_slow_download_that_moves_is_not_cut(serve, tmp_path):
    # 1.6 seconds in all, three times the limit on a standstill.
    base = serve({"images.gz": BODY}, pause_seconds=0.2, pieces=8)
    fetch_files([remote(base)], tmp_path, stall_seconds=0.5)
    assert (tmp_path / "images.gz").read_bytes() == BODY


def test_a_download_that_stops_in_the_middle(serve, tmp_path):
    base = serve({"images.gz": BODY}, pause_seconds=5.0, pieces=2)
    assert_fails_within(3, [remote(base)], tmp_path, "127.0.0.1")


def test_a_download_that_trickles(serve, tmp_path):
    base = serve({"images.gz": BODY[:200]}, pause_seconds=0.1, pieces=200)
    assert_fails_within(3, [remote(base, body=BODY[:200])], tmp_path, "sent nothing for 0.5 s")


def test_a_server_that_never_answers(hanging_port, tmp_path):
    files = [remote(f"http://127.0.0.1:{hanging_port}/")]
    assert_fails_within(3, files, tmp_path, "127.0.0.1")


def test_a_closed_port(closed_port, tmp_path):
    files = [remote(f"http://127.0.0.1:{closed_port}/")]
    assert_fails_within(3, files, tmp_path, "127.0.0.1: no connection", stall_seconds=8)


def test_a_name_server_that_never_answers(monkeypatch, tmp_path):
    def hang(*args, **kwargs):
        time.sleep(2)
        raise socket.gaierror("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    files = [remote("http://example.invalid/")]
    assert_fails_within(2, files, tmp_path, "example.invalid sent nothing")


def test_a_file_that_is_not_there(serve, tmp_path):
    assert_fails_within(3, [remote(serve({}))], tmp_path, "HTTP status 404", stall_seconds=8)


def test_a_login_page_instead_of_the_file(serve, tmp_path):
    base = serve({"images.gz": b"<html>Welcome to our hotel</html>"})
    assert_fails_within(
        3, [remote(base)], tmp_path, "something else than the file images.gz", stall_seconds=8
    )


def test_a_directory_that_cannot_be_written_to(serve, tmp_path):
    base = serve({"images.gz": BODY})
    assert_fails_within(3, [remote(base)], tmp_path / "absent", "No such file", stall_seconds=8)
