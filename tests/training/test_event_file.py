"""What is written for TensorBoard, read back record by record."""

import time

import numpy as np
import pytest
import tensorflow as tf

from foundation.errors import UserError
from tests.event_files import pictures_of, read_events, scalars_of
from training.event_file import EventFile


def test_numbers_and_pictures_come_back_with_their_steps(tmp_path):
    rng = np.random.default_rng(0)
    grey, coloured = (rng.integers(0, 256, (4, 6, c)).astype(np.uint8) for c in (1, 3))
    before = time.time()
    with EventFile(tmp_path / "gan" / "0") as file:
        file.add_scalars(3, {"a/b": 0.5, "c": np.float32(-2.0), "not measured": float("nan")})
        file.add_picture(4, "grey", grey)
        file.add_picture(2**33, "coloured", coloured)
    assert scalars_of(tmp_path / "gan" / "0") == {"a/b": [(3, 0.5)], "c": [(3, -2.0)]}
    pictures = pictures_of(tmp_path / "gan" / "0")
    assert np.array_equal(pictures["grey"][4], grey)
    assert np.array_equal(pictures["coloured"][2**33], coloured)
    events = read_events(tmp_path / "gan" / "0")
    assert all(before <= event.wall_time <= time.time() for event in events)
    images = [v.image for e in events for v in e.summary.value if v.HasField("image")]
    assert [(i.height, i.width, i.colorspace) for i in images] == [(4, 6, 1), (4, 6, 3)]


def test_it_begins_as_tensorboard_expects_and_can_be_read_while_it_grows(tmp_path):
    with EventFile(tmp_path) as file:
        file.add_scalars(1, {"a": 1.0})
        file.flush()
        version, start, first = read_events(tmp_path)
        assert version.file_version == "brain.Event:2"
        assert start.session_log.status == tf.compat.v1.SessionLog.START and start.step == 0
        assert first.step == 1
    assert [".tfevents." in path.name for path in tmp_path.iterdir()] == [True]


def test_of_two_starts_the_events_of_the_second_alone_are_left(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for value in (1.0, 2.0):
        with EventFile(tmp_path) as file:
            file.add_scalars(1, {"a": value})
    assert scalars_of(tmp_path) == {"a": [(1, 2.0)]}
    # TensorBoard goes through files by name; one that it has open must not vanish under it.
    first, second = sorted(tmp_path.glob("*.tfevents.*"))
    assert first.stat().st_size == 0 < second.stat().st_size
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_what_is_new_of_a_list_is_given_once(tmp_path):
    with EventFile(tmp_path) as file:
        assert file.new("rows", ["a", "b"]) == ["a", "b"]
        assert file.new("rows", ["a", "b"]) == []
        assert file.new("rows", ["a", "b", "c"]) == ["c"]
        assert file.new("others", [1]) == [1]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "gan").write_text("in the way")
    with pytest.raises(UserError, match=r"^Cannot write .*tfevents\.\d+: Not a directory"):
        EventFile(tmp_path / "gan" / "0")


@pytest.mark.skipif("not __import__('os').path.exists('/dev/full')")
def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch):
    with EventFile(tmp_path) as file, tf.io.TFRecordWriter("/dev/full") as full:
        monkeypatch.setattr(file, "_writer", full)
        file.add_scalars(1, {"a": 1.0})
        with pytest.raises(UserError, match=r"^Cannot write .*tfevents.*[Nn]o space"):
            file.flush()
