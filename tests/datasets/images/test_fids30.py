import io
import os
import zipfile

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from datasets.images import fids30
from datasets.images.options import ImageOptions
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

NAMES = [f"fruit{number:02d}" for number in range(29)] + ["apples"]


def archive_of(names=NAMES, extra=None):
    rng = np.random.default_rng(0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            for number in range(2):
                picture = io.BytesIO()
                pixels = rng.integers(0, 256, (9, 9, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(picture, "PNG")
                archive.writestr(f"FIDS30/{name}/{number}.png", picture.getvalue())
        archive.writestr("FIDS30/readme.txt", "fruits")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads FIDS30 into a data directory from addresses on the loopback."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "data").mkdir()

    def run(*addresses, data_dir=tmp_path / "data", display=None):
        return fids30.load_fids30(data_dir, ImageOptions(), display, addresses=addresses)

    run.directory = tmp_path / "data"
    return run


def test_the_archive_is_fetched_once_unpacked_and_kept(load, serve):
    lines = io.StringIO()
    address = serve({"FIDS30.zip": archive_of()}) + "FIDS30.zip"
    data = load(address, display=ProgressDisplay(Console(file=lines)))
    assert data.name == "fids30" and data.class_names == tuple(sorted(NAMES))
    assert data.examples.shape == (60, 9, 9, 3) and data.test_mask is None
    assert "vicos.si" in data.provenance
    assert f"Downloading FIDS30.zip to {load.directory}" in lines.getvalue()
    assert sorted(os.listdir(load.directory)) == [".fids30.lock", "fids30"]
    again = load("http://127.0.0.1:9/FIDS30.zip")
    assert again.checksum == data.checksum


def test_the_second_address_serves_where_the_first_does_not(load, serve, closed_port):
    address = serve({"FIDS30.zip": archive_of()}) + "FIDS30.zip"
    assert len(load(f"http://127.0.0.1:{closed_port}/FIDS30.zip", address).examples) == 60


def test_an_archive_put_there_by_hand_is_used_and_left(load, no_network):
    (load.directory / "FIDS30.zip").write_bytes(archive_of())
    assert len(load(*fids30.ADDRESSES).examples) == 60
    assert (load.directory / "FIDS30.zip").is_file()


def test_a_folder_put_there_by_hand_is_used(load, no_network):
    with zipfile.ZipFile(io.BytesIO(archive_of(["pears", "kiwis"]))) as archive:
        archive.extractall(load.directory / "fids30")
    assert load(*fids30.ADDRESSES).class_names == ("kiwis", "pears")


def test_without_a_network_the_steps_are_said(load, closed_port):
    with pytest.raises(UserError) as error:
        load(f"http://127.0.0.1:{closed_port}/FIDS30.zip")
    text = str(error.value)
    assert "\n" not in text and "127.0.0.1: no connection" in text
    assert fids30.PAGE in text and f"put it into {load.directory}" in text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (archive_of(["apples", "pears"]), "expected an archive with 30 folders of fruits, found 2"),
        (b"<html>Not here any more</html>", "or a zip or tar archive of one"),
        (archive_of()[:-3000], "cut off or damaged"),
        (archive_of(extra={"../evil.png": b"1"}), "points outside of it"),
    ],
)
def test_another_archive_is_refused_and_fetched_anew_the_next_time(load, serve, body, said):
    files = {"FIDS30.zip": body}
    address = serve(files) + "FIDS30.zip"
    with pytest.raises(UserError, match=said):
        load(address)
    assert "fids30" not in os.listdir(load.directory)
    assert not list(load.directory.rglob("*.png"))
    files["FIDS30.zip"] = archive_of()
    assert len(load(address).examples) == 60


def test_without_a_data_directory_the_users_own_serves(load, monkeypatch, tmp_path, closed_port):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    with pytest.raises(UserError, match=f"put it into {tmp_path}/own/gan-data-study"):
        load(f"http://127.0.0.1:{closed_port}/FIDS30.zip", data_dir=None)


def test_a_data_directory_that_is_not_there(load, tmp_path):
    with pytest.raises(UserError, match="--data-dir .*absent does not exist"):
        load("http://127.0.0.1:9/", data_dir=tmp_path / "absent")


def test_a_place_that_cannot_be_written_to(load, tmp_path):
    (load.directory / ".fids30.download").write_text("a file in the way")
    with pytest.raises(UserError, match=r"Cannot write .*\.fids30\.download: File exists"):
        load("http://127.0.0.1:9/")
