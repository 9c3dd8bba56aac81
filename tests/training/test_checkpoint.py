import errno
import json
import os

import numpy as np
import pytest

from foundation.errors import UserError
from foundation.files import load_arrays, save_arrays
from training import checkpoint as module
from training.checkpoint import Checkpoint

SETTINGS = {"seed": 0, "class": "ß", "gan": {"updates": 5, "augmentation": ["color"]}}
ARRAYS = {
    "generator/0": np.random.default_rng(0).normal(size=(50, 7)).astype(np.float32),
    "random_states/0": np.array([2**62, 3], np.int64),
    "updates": np.array(40),
    "drawn_images": np.empty((0,), np.uint8),
}


@pytest.fixture
def said():
    return []


@pytest.fixture
def make(tmp_path, said):
    """A maker of the checkpoint of one unit, as each start of the program has its own."""
    directory = tmp_path / "gan" / "7"
    directory.mkdir(parents=True)

    def new(settings=SETTINGS) -> Checkpoint:
        return Checkpoint(directory, "gan/7", settings, said.append)

    return new


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("training.checkpoint.time.monotonic", lambda: now[0])
    return now


def equal(one, other):
    return set(one) == set(other) and all(
        np.array_equal(one[key], other[key]) and one[key].dtype == other[key].dtype for key in one
    )


def test_what_is_saved_comes_back(make, said):
    make().save(ARRAYS)
    assert equal(make().load(), ARRAYS)
    assert said == ["  gan/7: goes on from where it was stopped"]


def test_nothing_saved_is_nothing_to_say(make, said):
    assert make().load() is None
    assert said == []


def test_the_last_save_counts_and_a_finished_unit_keeps_none(make):
    one = make()
    one.save(ARRAYS)
    one.save(ARRAYS | {"updates": np.array(41)})
    assert make().load()["updates"] == 41
    one.remove()
    assert make().load() is None and list(one.path.parent.iterdir()) == []
    one.remove()


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_means_from_the_beginning(make, said, part):
    make().save(ARRAYS)
    path = make().path
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    one = make()
    assert one.load() is None and one.earlier_seconds == 0
    assert said == ["  gan/7: checkpoint.npz is damaged; this unit starts from the beginning."]


def test_a_byte_that_changed_anywhere_is_found_or_harmless(make, said):
    """Harmless: fields of the zip directory that nobody reads."""
    make().save(ARRAYS)
    path = make().path
    whole = path.read_bytes()
    found = 0
    for position in np.random.default_rng(0).integers(0, len(whole), 60):
        broken = bytearray(whole)
        broken[position] ^= 0xFF
        path.write_bytes(broken)
        arrays = make().load()
        found += arrays is None
        assert arrays is None or equal(arrays, ARRAYS)
    assert found >= 40 and sum("is damaged" in line for line in said) >= 40


def test_an_array_file_without_a_header_is_damage(make, said):
    save_arrays(make().path, ARRAYS)
    assert make().load() is None and "is damaged" in said[0]


def test_other_settings_mean_from_the_beginning(make, said):
    make().save(ARRAYS)
    changed = SETTINGS | {"gan": SETTINGS["gan"] | {"updates": 6}}
    assert make(changed).load() is None
    assert said == [
        "  gan/7: checkpoint.npz was made with other settings; this unit starts from the beginning."
    ]
    assert equal(make().load(), ARRAYS)


@pytest.mark.parametrize("name, value", [("_FORMAT", 2), ("made_with", lambda: {"keras": "9.9"})])
def test_another_version_means_from_the_beginning(make, said, monkeypatch, name, value):
    make().save(ARRAYS)
    monkeypatch.setattr(module, name, value)
    assert make().load() is None
    assert "was made by another version" in said[0]


def test_arrays_of_other_shapes_mean_from_the_beginning(make, said):
    make().save(ARRAYS)
    assert make().load(lambda arrays: arrays["generator/0"].shape == (50, 8)) is None
    assert "has other shapes" in said[0]
    assert make().load(lambda arrays: arrays["generator/0"].shape == (50, 7)) is not None


def test_the_files_that_belong_to_it_must_be_as_they_were(make, said):
    snapshot = make().path.with_name("snapshot-00001.weights.h5")
    snapshot.write_text("weights")
    make().save(ARRAYS, [snapshot])
    assert make().load() is not None
    snapshot.write_text("weight")
    assert make().load() is None
    snapshot.unlink()
    assert make().load() is None
    assert all("needs snapshot-00001.weights.h5, which is missing" in line for line in said[1:])


def test_a_save_is_due_a_minute_after_the_last_one(make, clock):
    one = make()
    due = []
    for seconds in (59, 2, 50, 11):
        clock[0] += seconds
        due.append(one.is_due())
        if one.is_due():
            one.save(ARRAYS)
    assert due == [False, True, False, True]


def test_seconds_of_all_starts_add_up_as_far_as_they_were_saved(make, clock):
    one = make()
    clock[0] += 100
    one.save(ARRAYS)
    clock[0] += 30  # lost
    two = make()
    assert two.earlier_seconds == 0
    two.load()
    clock[0] += 7
    two.save(ARRAYS)
    three = make()
    three.load()
    assert (two.earlier_seconds, three.earlier_seconds) == (100, 107)


def test_a_full_disk_leaves_the_earlier_state(make, monkeypatch):
    make().save(ARRAYS)

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", full)
        with pytest.raises(UserError, match=r"checkpoint.npz: No space left on device\."):
            make().save({})
    assert equal(make().load(), ARRAYS)
    assert [path.name for path in make().path.parent.iterdir()] == ["checkpoint.npz"]


def test_a_file_that_names_others_elsewhere_reads_none_of_them(make, tmp_path, said):
    """Names in a checkpoint are names in the unit's own directory."""
    make().save(ARRAYS)
    path = make().path
    arrays = load_arrays(path)
    header = json.loads(str(arrays["header"]))
    header["files"] = {str(tmp_path / "secret"): "0" * 64}
    (tmp_path / "secret").write_text("s")
    np.savez(path, **(arrays | {"header": np.array(json.dumps(header))}))
    assert make().load() is None
    assert "needs secret, which is missing" in said[0]
