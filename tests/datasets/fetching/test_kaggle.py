"""Kaggle's own client against a stand-in for its API on the loopback."""

import base64
import http.server
import io
import json
import os
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datasets import catalog
from datasets.fetching import kaggle as kaggle_sets
from foundation.errors import UserError

TOKEN = "KGAT_very-secret"


def archive():
    rng = np.random.default_rng(0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name in ("cats/1", "cats/2", "dogs/1", "dogs/2"):
            picture = io.BytesIO()
            pixels = rng.integers(0, 256, (10, 10, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(picture, "PNG")
            opened.writestr(f"images/{name}.png", picture.getvalue())
        opened.writestr("notes/readme.txt", "pets")
    return buffer.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    """The API on one host name, the storage on another, as at Kaggle."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body, self.headers.get("Authorization")))
        if self.server.status != 302:
            return self.send_error(self.server.status)
        time.sleep(self.server.wait_seconds)
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.server.server_port}/storage?signed=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.server.fetched.append(self.headers.get("Authorization"))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def api(monkeypatch):
    from kagglesdk import KaggleEnv, kaggle_env

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.wait_seconds, server.body = 302, 0.0, archive()
    server.asked, server.fetched = [], []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setitem(kaggle_env._env_to_endpoint, KaggleEnv.PROD, address)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory without credentials, and an environment without them."""
    for name in list(os.environ):
        if name.startswith("KAGGLE_"):
            monkeypatch.delenv(name)
    directory = tmp_path / "home"
    directory.mkdir()
    monkeypatch.setenv("HOME", str(directory))
    monkeypatch.setenv("XDG_CACHE_HOME", str(directory / "cache"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return directory


@pytest.fixture
def data_dir(tmp_path):
    directory = tmp_path / "data"
    directory.mkdir()
    return directory


def load(dataset, data_dir):
    return catalog.load(f"kaggle:{dataset}", data_dir)


def test_a_data_set_is_fetched_with_the_users_token_and_kept(api, home, data_dir, monkeypatch):
    monkeypatch.setenv("KAGGLE_API_TOKEN", TOKEN)
    data = load("some-owner/pets:images", data_dir)
    assert data.class_names == ("cats", "dogs") and data.examples.shape == (4, 10, 10, 3)
    assert data.name == "kaggle-some-owner-pets-images"
    assert "https://www.kaggle.com/datasets/some-owner/pets" in data.provenance
    ((path, body, key),) = api.asked
    assert path.endswith("/datasets.DatasetApiService/DownloadDataset")
    assert (body["ownerSlug"], body["datasetSlug"]) == ("some-owner", "pets")
    assert key == f"Bearer {TOKEN}"
    # The key does not follow to the host where the files are.
    assert set(api.fetched) == {None}
    assert os.listdir(data_dir) == ["kaggle"]
    monkeypatch.delenv("KAGGLE_API_TOKEN")
    assert load("some-owner/pets:images", data_dir).checksum == data.checksum
    assert len(api.asked) == 1


def test_user_name_and_key_serve_as_well(api, home, data_dir, monkeypatch):
    monkeypatch.setenv("KAGGLE_USERNAME", "me")
    monkeypatch.setenv("KAGGLE_KEY", "secret")
    load("owner/pets", data_dir)
    assert api.asked[0][2] == "Basic " + base64.b64encode(b"me:secret").decode()


@pytest.mark.parametrize(
    ("files", "environment", "expected"),
    [
        ({}, {}, None),
        ({}, {"KAGGLE_USERNAME": "me"}, None),
        ({}, {"KAGGLE_USERNAME": "me", "KAGGLE_KEY": "k"}, {"username": "me", "password": "k"}),
        ({}, {"KAGGLE_API_TOKEN": "t", "KAGGLE_KEY": "k"}, {"api_token": "t"}),
        ({".kaggle/access_token": "t\n"}, {}, {"api_token": "t"}),
        (
            {".kaggle/kaggle.json": '{"username": "me", "key": "k"}'},
            {},
            {"username": "me", "password": "k"},
        ),
        (
            {".config/kaggle/kaggle.json": '{"username": "me", "key": "k"}'},
            {},
            {"username": "me", "password": "k"},
        ),
        ({".kaggle/kaggle.json": "not JSON"}, {}, None),
        ({".kaggle/kaggle.json": '{"username": "me"}'}, {}, None),
        ({".kaggle/kaggle.json": '["key"]'}, {}, None),
        ({".kaggle/kaggle.json": '{"username": "me", "key": 7}'}, {}, None),
    ],
)
def test_credentials_are_found_where_kaggles_own_program_looks(files, environment, expected, home):
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content)
    assert kaggle_sets.find_credentials(home, environment) == expected


def test_other_places_of_credentials(tmp_path, home):
    (tmp_path / "kaggle.json").write_text('{"username": "me", "key": "k"}')
    (tmp_path / "token").write_text("from a file\n")
    find = kaggle_sets.find_credentials
    expected = {"username": "me", "password": "k"}
    assert find(home, {"KAGGLE_CONFIG_DIR": str(tmp_path)}) == expected
    assert find(home, {"KAGGLE_API_TOKEN": str(tmp_path / "token")}) == {"api_token": "from a file"}


def test_without_credentials_the_steps_are_said_and_nothing_is_asked(api, home, data_dir):
    with pytest.raises(UserError) as error:
        load("owner/pets", data_dir)
    text = str(error.value)
    assert "\n" not in text and "https://www.kaggle.com/settings/api" in text
    assert "KAGGLE_API_TOKEN" in text and "kaggle.json" in text
    assert api.asked == [] and list(data_dir.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "Kaggle did not accept the credentials"),
        (403, "accept the data set's terms on https://www.kaggle.com/datasets/owner/pets"),
        (404, "found none at https://www.kaggle.com/datasets/owner/pets"),
        (500, "api.kaggle.com: HTTP status 500"),
    ],
)
def test_a_refusal_is_one_sentence_without_the_key(
    status, said, api, home, data_dir, monkeypatch, capfd
):
    monkeypatch.setenv("KAGGLE_API_TOKEN", TOKEN)
    api.status = status
    with pytest.raises(UserError) as error:
        load("owner/pets", data_dir)
    output = capfd.readouterr()
    assert said in str(error.value) and "\n" not in str(error.value)
    assert TOKEN not in str(error.value) + output.out + output.err


def test_no_connection_and_no_answer(api, home, data_dir, monkeypatch, closed_port):
    from kagglesdk import KaggleEnv, kaggle_env

    monkeypatch.setenv("KAGGLE_API_TOKEN", TOKEN)
    api.wait_seconds = 1.0
    monkeypatch.setattr(kaggle_sets, "ANSWER_SECONDS", 0.2)
    with pytest.raises(UserError, match=r"did not answer for 0\.2 seconds"):
        load("owner/pets", data_dir)
    address = f"http://127.0.0.1:{closed_port}"
    monkeypatch.setitem(kaggle_env._env_to_endpoint, KaggleEnv.PROD, address)
    monkeypatch.setattr(kaggle_sets, "ANSWER_SECONDS", 9.0)
    with pytest.raises(UserError, match=r"no connection \(ConnectionError\)\): run again"):
        load("owner/pets", data_dir)


@pytest.mark.parametrize(
    "dataset",
    [
        "",
        "owner",
        "owner/",
        "/pets",
        "owner/pets/more",
        "../pets",
        "owner/..",
        "o w/pets",
        "ö/pets",
    ],
)
def test_names_that_cannot_be(dataset, data_dir):
    with pytest.raises(UserError, match="expected kaggle:OWNER/NAME"):
        load(dataset, data_dir)
    assert os.listdir(data_dir) == []


@pytest.mark.parametrize("subfolder", ["..", "../other", "/etc", "images/../..", "nothing", "a\0b"])
def test_a_subfolder_must_lie_inside(subfolder, data_dir):
    Path(data_dir, "kaggle/owner/pets/images").mkdir(parents=True)
    Path(data_dir, "kaggle/owner/other").mkdir()
    with pytest.raises(UserError, match="inside of the data set, found .*; it has images"):
        load(f"owner/pets:{subfolder}", data_dir)


def test_a_hostile_archive_leaves_nothing(api, home, data_dir, monkeypatch):
    monkeypatch.setenv("KAGGLE_API_TOKEN", TOKEN)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("../../evil.png", b"1")
    api.body = buffer.getvalue()
    with pytest.raises(UserError, match="points outside of it"):
        load("owner/pets", data_dir)
    assert not [path for path in data_dir.rglob("*") if path.is_file() and path.suffix != ".lock"]
