import errno
import os
from pathlib import Path

import numpy as np
import pytest

from foundation import files
from foundation.errors import UserError
from foundation.files import (
    atomic_path,
    file_digest,
    known_digest,
    load_arrays,
    save_arrays,
    write_atomically,
)


class TestAtomicWrites:
    def test_writes_and_replaces(self, tmp_path):
        path = tmp_path / "not" / "yet" / "file.txt"
        write_atomically(path, "first ü")
        assert path.read_text("utf-8") == "first ü"
        write_atomically(path, b"second")
        assert path.read_bytes() == b"second"
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
    def test_a_failure_leaves_the_old_content_and_no_litter(self, tmp_path, error):
        path = tmp_path / "model.keras"
        path.write_text("old")
        with pytest.raises(type(error)), atomic_path(path) as temporary:
            temporary.write_text("half of the n")
            raise error
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_the_temporary_file_is_beside_it_with_the_same_suffixes(self, tmp_path):
        path = tmp_path / "snapshot-00001.weights.h5"
        with atomic_path(path) as temporary:
            assert temporary.parent == tmp_path and temporary != path
            assert temporary.suffixes == path.suffixes
            temporary.write_text("x")

    @pytest.mark.parametrize(
        "code, words",
        [(errno.ENOSPC, "No space left on device"), (errno.EROFS, "Read-only file system")],
    )
    def test_a_full_disk_is_one_sentence(self, tmp_path, code, words):
        path = tmp_path / "images.npz"
        path.write_text("old")
        with pytest.raises(UserError) as error, atomic_path(path) as temporary:
            temporary.write_text("half")
            raise OSError(code, os.strerror(code))
        assert str(error.value) == f"Cannot write {path}: {words}."
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

    def test_a_disk_that_fills_up_while_writing(self, tmp_path, monkeypatch):
        def full(self, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(UserError, match="No space left on device"):
            write_atomically(tmp_path / "metrics.jsonl", "{}")

    def test_a_place_that_cannot_be_a_directory(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(UserError, match="Cannot write .*file/below/x.txt"):
            write_atomically(tmp_path / "file" / "below" / "x.txt", "x")

    def test_arrays_come_back(self, tmp_path):
        arrays = {"images": np.arange(6, dtype=np.uint8).reshape(1, 2, 3, 1), "n": np.array(7)}
        save_arrays(tmp_path / "x.npz", arrays)
        back = load_arrays(tmp_path / "x.npz")
        assert set(back) == {"images", "n"}
        for name, array in arrays.items():
            assert back[name].dtype == array.dtype
            assert np.array_equal(back[name], array)

    def test_arrays_that_would_need_pickle_are_refused(self, tmp_path):
        with pytest.raises(ValueError, match="[Oo]bject array"):
            save_arrays(tmp_path / "x.npz", {"x": np.array([None, 1], dtype=object)})
        assert list(tmp_path.iterdir()) == []
        np.savez(tmp_path / "pickled.npz", x=np.array([None, 1], dtype=object))
        with pytest.raises(ValueError, match="[Oo]bject array"):
            load_arrays(tmp_path / "pickled.npz")


def test_a_digest_is_remembered_until_the_file_changes(tmp_path, monkeypatch):
    path = tmp_path / "weights"
    read = []
    digest = files.file_digest
    monkeypatch.setattr(files, "file_digest", lambda path: read.append(path) or digest(path))
    path.write_bytes(b"first")
    assert known_digest(path) == known_digest(path) == file_digest(path)
    assert read == [path]
    path.write_bytes(b"other")  # as long as before
    os.utime(path, ns=(1, 1))
    assert known_digest(path) == digest(path) and read == [path, path]
    assert file_digest(path) == "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
