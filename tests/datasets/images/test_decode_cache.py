import os

import numpy as np
import pytest

from datasets.images import decode_cache
from datasets.images.decode_cache import DecodeCache, DecodedFiles, content_key, layout_key


def decoded(seed: int = 0, count: int = 3) -> DecodedFiles:
    images = np.random.default_rng(seed).integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return DecodedFiles(images, ("",) * count + ("truncated",))


@pytest.fixture
def cache(tmp_path):
    return DecodeCache(tmp_path / "new" / "cache")


def entries(tmp_path):
    return sorted((tmp_path / "new" / "cache").iterdir())


def test_what_is_kept_comes_back(cache, tmp_path):
    assert not cache.knows("a") and cache.load("a", "b", 4) is None
    cache.save("a", "b", decoded())
    found = cache.load("a", "b", 4)
    assert np.array_equal(found.images, decoded().images)
    assert found.reasons == decoded().reasons
    assert cache.knows("a") and not cache.knows("b")
    assert cache.load("a", "c", 4) is None
    assert [path.name for path in entries(tmp_path)] == ["a-b.npz"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text", "other"])
def test_a_damaged_entry_is_the_same_as_none(cache, tmp_path, damage):
    cache.save("a", "b", decoded())
    (path,) = entries(tmp_path)
    data = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(data[:-200])
    elif damage == "flip":
        data[400] ^= 255
        path.write_bytes(data)
    elif damage == "other":
        np.savez(path, images=np.zeros((2, 3)), reasons=np.array(["", ""]))
    else:
        path.write_bytes(b"" if damage == "empty" else b"text")
    assert cache.load("a", "b", 4) is None
    cache.save("a", "b", decoded())
    assert cache.load("a", "b", 4) is not None


def test_pickles_are_not_read(cache, tmp_path):
    cache.save("a", "b", decoded())
    (path,) = entries(tmp_path)
    reasons = np.array(["", object()], dtype=object)
    np.savez(path, images=decoded(count=1).images, reasons=reasons, allow_pickle=True)
    assert cache.load("a", "b", 2) is None


def test_an_entry_for_another_number_of_files_is_not_taken(cache):
    cache.save("a", "b", decoded())
    assert cache.load("a", "b", 5) is None


def test_the_newest_few_are_kept(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(decode_cache, "MOST_ENTRIES", 2)
    for age, name in enumerate("abc"):
        cache.save(name, "x", decoded(age))
        os.utime(tmp_path / "new" / "cache" / f"{name}-x.npz", (age, age))
        if name == "b":
            assert cache.load("a", "x", 4) is not None  # which makes it the newest
    assert {path.name for path in entries(tmp_path)} == {"a-x.npz", "c-x.npz"}


def test_the_whole_is_bounded(cache, tmp_path, monkeypatch):
    size = decoded().images.nbytes
    monkeypatch.setattr(decode_cache, "MOST_BYTES", size - 1)
    cache.save("a", "x", decoded())
    assert not cache.knows("a")
    monkeypatch.setattr(decode_cache, "MOST_BYTES", int(size * 3.5))
    for age, name in enumerate("abc"):
        cache.save(name, "x", decoded(age))
        os.utime(tmp_path / "new" / "cache" / f"{name}-x.npz", (age, age))
    assert 1 <= len(entries(tmp_path)) < 3 and cache.knows("c")


def test_a_place_that_cannot_be_used(tmp_path):
    (tmp_path / "taken").write_text("")
    cache = DecodeCache(tmp_path / "taken" / "below")
    cache.save("a", "b", decoded())
    assert not cache.knows("a") and cache.load("a", "b", 4) is None


def test_keys_tell_apart_what_differs():
    keys = {
        layout_key([8, 8, "crop", ("a", 1)]),
        layout_key([8, 8, "pad", ("a", 1)]),
        layout_key([8, 8, "crop", ("a", 2)]),
        layout_key([8, 8, "crop", ("b", 1)]),
        layout_key([8, 8, "crop", ("a", 1), ("b", 1)]),
        layout_key([8, 8, "crop", ("\udce9", 1)]),
        content_key([b"a", b"b"]),
        content_key([b"b", b"a"]),
    }
    assert len(keys) == 8


def test_the_cache_lies_where_the_system_keeps_caches(cache_directory):
    DecodeCache().save("somewhere", "x", decoded())
    assert (cache_directory / "decoded" / "somewhere-x.npz").is_file()
