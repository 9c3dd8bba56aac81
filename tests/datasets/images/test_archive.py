import io
import os
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datasets import catalog
from datasets.images.archive import archive_title
from datasets.images.image_folder import load_image_folder
from datasets.images.options import ImageOptions
from foundation.errors import UserError

LAYOUTS = {
    "classes": ["cats/1", "cats/2", "dogs/1", "dogs/deep/2"],
    "splits": ["train/cats/1", "train/dogs/1", "test/cats/2", "test/dogs/2"],
    "wrapped": ["pets/train/cats/1", "pets/train/dogs/1", "pets/test/cats/2", "pets/test/dogs/2"],
    "one class": ["1", "2", "3", "4"],
}


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where temporary directories go."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "scratch"


def write_folder(root, names):
    rng = np.random.default_rng(0)
    for name in names:
        path = root / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (9, 9, 3), dtype=np.uint8)).save(path)
    (root / ".hidden").write_text("nothing")


def pack(root, archive):
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as opened:
            for path in sorted(root.rglob("*")):
                opened.write(path, path.relative_to(root))
    else:
        with tarfile.open(archive, "w:gz") as opened:
            opened.add(root, ".")


@pytest.mark.parametrize("file_name", ["my pets.zip", "my pets.tar.gz", "my pets.tgz"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_archive_is_the_same_as_the_folder_in_it(layout, file_name, tmp_path, scratch):
    folder = tmp_path / "my pets"
    write_folder(folder, LAYOUTS[layout])
    pack(folder, tmp_path / file_name)
    expected = load_image_folder(folder, ImageOptions())
    data = catalog.load(str(tmp_path / file_name), None)
    assert data.checksum == expected.checksum and data.class_names == expected.class_names
    assert (data.name, data.title) == (expected.name, expected.title) == ("my-pets", "my pets")
    assert file_name in data.provenance and str(scratch) not in data.provenance
    found = [entry.file for entry in data.inspection.passed_over]
    assert found == [entry.file for entry in expected.inspection.passed_over] == [".hidden"]
    assert os.listdir(scratch) == []


def test_what_was_not_unpacked_is_on_the_list(tmp_path, scratch):
    write_folder(tmp_path / "pets", LAYOUTS["classes"])
    os.symlink("1.png", tmp_path / "pets" / "cats" / "again\x1b.png")
    pack(tmp_path / "pets", tmp_path / "pets.tgz")
    data = catalog.load(str(tmp_path / "pets.tgz"), None)
    listed = {entry.file: entry.reason for entry in data.inspection.passed_over}
    assert listed[r"./cats/again\x1b.png"] == "not unpacked: it is a link"


def test_a_refused_archive_leaves_nothing(tmp_path, scratch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("cats/1.png", b"1")
        opened.writestr("../evil.png", b"1")
    Path(tmp_path, "bad.zip").write_bytes(buffer.getvalue())
    with pytest.raises(UserError, match=r"bad\.zip: expected .* outside of it"):
        catalog.load(str(tmp_path / "bad.zip"), None)
    assert os.listdir(scratch) == [] and not (tmp_path / "evil.png").exists()


def test_an_archive_without_images(tmp_path, scratch):
    with zipfile.ZipFile(tmp_path / "texts.zip", "w") as opened:
        opened.writestr("a/readme.txt", "nothing")
    with pytest.raises(UserError, match="^texts: expected images, found none"):
        catalog.load(str(tmp_path / "texts.zip"), None)
    assert os.listdir(scratch) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a.zip", "a"),
        ("a.b.TAR.GZ", "a.b"),
        ("a.tgz", "a"),
        ("a", "a"),
        (".zip", ".zip"),
        ("a\n.zip", "a\\n"),
    ],
)
def test_the_title_says_nothing_of_the_packing(name, title):
    assert archive_title(Path("x", name)) == title
