from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datasets.images import decoded_files
from datasets.images.decoded_files import ImageSource, decode_files, keep_rows, read_headers
from datasets.images.decoding import Header, UnusableImage


@pytest.fixture
def write(tmp_path):
    """A writer of PNGs, grey or in colour, and of files that are none."""

    def make(name: str, colour: tuple[int, int, int] | None) -> Path:
        path = tmp_path / name
        if colour is None:
            path.write_bytes(b"junk")
        else:
            Image.new("RGB", (8, 8), colour).save(path, "PNG")
        return path

    return make


def sources_of(paths):
    headers = read_headers(paths, None)
    return [
        ImageSource(path, path.name, header)
        for path, header in zip(paths, headers)
        if isinstance(header, Header)
    ]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("owner", [True, False])
def test_keep_rows_is_a_selection(channels, owner, monkeypatch):
    monkeypatch.setattr(decoded_files, "_ROWS_PER_MOVE", 7)
    images = np.random.default_rng(0).integers(0, 256, (50, 4, 5, 3), dtype=np.uint8)
    for share in (0.0, 0.1, 0.6, 1.0):
        kept = np.random.default_rng(1).random(50) < share
        expected = images[kept][..., :channels]
        given = images.copy() if owner else images.copy()[:]
        found = keep_rows(given, kept, channels)
        assert found.shape == expected.shape and np.array_equal(found, expected)


def test_keep_rows_gives_memory_back():
    images = np.zeros((1000, 8, 8, 3), np.uint8)
    found = keep_rows(images, np.arange(1000) < 10, 1)
    assert found.nbytes == 10 * 64
    assert found.base is None


def test_grey_files_have_one_channel(write):
    paths = [write(f"{level}.png", (level,) * 3) for level in (10, 20, 30)]
    found = decode_files(sources_of(paths), 8, 8, "crop", None)
    assert found.images.shape == (3, 8, 8, 1)
    assert found.images[:, 0, 0, 0].tolist() == [10, 20, 30]


def test_one_colour_is_enough_for_three(write):
    paths = [write("1", (10, 10, 10)), write("2", (10, 10, 11))]
    found = decode_files(sources_of(paths), 8, 8, "crop", None)
    assert found.images[:, 0, 0].tolist() == [[10, 10, 10], [10, 10, 11]]


def test_what_is_wrong_with_a_file(write, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    paths = [write("junk", None), write("good", (1, 2, 3)), tmp_path / "empty", tmp_path / "gone"]
    found = read_headers([*paths, tmp_path], None)
    assert [
        str(entry).partition(":")[0] for entry in found if isinstance(entry, UnusableImage)
    ] == [
        "not an image, or damaged from its beginning",
        "empty file",
        "cannot be read",
        "cannot be read",
    ]
    assert isinstance(found[1], Header) and found[1].length == paths[1].stat().st_size


def test_a_file_that_vanishes_or_breaks_between_header_and_pixels(write):
    paths = [write(str(number), (number, 2, 3)) for number in range(4)]
    sources = sources_of(paths)
    paths[1].unlink()
    paths[2].write_bytes(paths[2].read_bytes()[:50])
    found = decode_files(sources, 8, 8, "crop", None)
    assert [bool(reason) for reason in found.reasons] == [False, True, True, False]
    assert found.images[:, 0, 0, 0].tolist() == [0, 3]


def test_the_second_time_nothing_is_decoded(write, monkeypatch):
    paths = [write(str(number), (number, 2, 3)) for number in range(4)]
    first = decode_files(sources_of(paths), 8, 8, "crop", None)
    calls = []
    monkeypatch.setattr(decoded_files, "decode", lambda *words: calls.append(words))
    again = decode_files(sources_of(paths), 8, 8, "crop", None)
    assert np.array_equal(again.images, first.images) and again.reasons == first.reasons
    assert calls == []


def test_other_contents_of_the_same_length_are_decoded_anew(write, tmp_path):
    paths = [tmp_path / "a.bmp"]
    for level in (5, 6):
        Image.new("RGB", (8, 8), (level, 0, 0)).save(paths[0])
        found = decode_files(sources_of(paths), 8, 8, "crop", None)
        assert found.images[0, 0, 0].tolist() == [level, 0, 0]
