import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from foundation.environment import made_with
from foundation.errors import UserError
from foundation.files import atomic_path, load_arrays, save_arrays, write_atomically
from plan.run_directory import ARTIFACTS, RunDirectory
from plan.settings import differing_fields
from plan.unit import Unit


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


@pytest.fixture
def finished_unit(tmp_path) -> Unit:
    """A unit of two files, finished."""
    directory = tmp_path / "gan" / "7"
    unit = Unit("gan/7", directory, directory / "DONE")
    write_atomically(directory / "history.csv", "update\n1\n")
    write_atomically(directory / "generator.keras", bytes(range(256)) * 40)
    files = [directory / "history.csv", directory / "generator.keras"]
    unit.finish({"seed": 0, "gan": {"updates": 5}}, files, status="ok", detail="Fine.")
    return unit


class TestUnit:
    def test_the_marker_keeps_settings_and_facts(self, finished_unit):
        record = finished_unit.record()
        assert record["settings"] == {"seed": 0, "gan": {"updates": 5}}
        assert (record["status"], record["detail"]) == ("ok", "Fine.")
        assert set(record["files"]) == {"history.csv", "generator.keras"}
        assert finished_unit.damaged_file() is None
        assert record["made_with"] == made_with()
        assert record["made_with"]["keras"] == keras.__version__

    def test_without_a_marker_there_is_no_record_and_no_damage(self, finished_unit):
        finished_unit.marker.unlink()
        assert finished_unit.record() is None and finished_unit.damaged_file() is None

    @pytest.mark.parametrize("keep", [0, 1, 5000])
    def test_a_truncated_file_is_named(self, finished_unit, keep):
        path = finished_unit.directory / "generator.keras"
        path.write_bytes(path.read_bytes()[:keep])
        assert finished_unit.damaged_file() == "generator.keras"

    def test_a_single_changed_byte_is_noticed(self, finished_unit):
        path = finished_unit.directory / "generator.keras"
        content = bytearray(path.read_bytes())
        content[5000] ^= 1
        path.write_bytes(content)
        assert finished_unit.damaged_file() == "generator.keras"

    def test_a_missing_file_is_named(self, finished_unit):
        (finished_unit.directory / "history.csv").unlink()
        assert finished_unit.damaged_file() == "history.csv"
        (finished_unit.directory / "history.csv").mkdir()
        assert finished_unit.damaged_file() == "history.csv"

    @pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
    def test_a_half_written_marker_vouches_for_nothing(self, finished_unit, part):
        content = finished_unit.marker.read_bytes()
        finished_unit.marker.write_bytes(content[: int(len(content) * part)])
        assert finished_unit.record() is None
        assert finished_unit.damaged_file() == "DONE"

    @pytest.mark.parametrize("content", [b"[]", b"null", b"{}", b'"settings"', b"\xff\xfe\x00"])
    def test_a_marker_of_something_else_vouches_for_nothing(self, finished_unit, content):
        finished_unit.marker.write_bytes(content)
        assert finished_unit.record() is None
        assert finished_unit.damaged_file() == "DONE"

    def test_the_marker_does_not_depend_on_time_or_place(self, finished_unit, tmp_path):
        other = tmp_path / "elsewhere"
        os.rename(finished_unit.directory, other)
        moved = Unit("gan/7", other, other / "DONE")
        content = moved.marker.read_text()
        assert str(tmp_path) not in content and moved.damaged_file() is None
        record = moved.record()
        files = [other / name for name in reversed(sorted(record["files"]))]
        moved.finish(record["settings"], files, status="ok", detail="Fine.")
        assert moved.marker.read_text() == content


def test_differing_fields_names_each_and_no_other():
    stored = {"seed": 0, "gan": {"updates": 5, "width": 32, "old": 1}, "classes": ["0", "1"]}
    current = {"seed": 1, "gan": {"updates": 5, "width": 16, "new": 2}, "classes": ["0"]}
    assert differing_fields(stored, current) == [
        "classes: ['0', '1'] there, ['0'] asked for",
        "gan.new: None there, 2 asked for",
        "gan.old: 1 there, None asked for",
        "gan.width: 32 there, 16 asked for",
        "seed: 0 there, 1 asked for",
    ]
    assert differing_fields(stored, json.loads(json.dumps(stored))) == []


@pytest.fixture
def run(tmp_path) -> RunDirectory:
    return RunDirectory(tmp_path / "runs" / "digits" / "smoke-seed0", ["0", "Ankle boot"])


def test_paths_are_those_of_the_issue(run):
    def below(path):
        return path.relative_to(run.root).as_posix()

    gan = run.gan_unit("Ankle boot")
    assert (gan.name, below(gan.directory), below(gan.marker)) == (
        "gan/1-Ankle-boot",
        "gan/1-Ankle-boot",
        "gan/1-Ankle-boot/DONE",
    )
    assert below(run.gan_unit("0").marker) == "gan/0/DONE"
    assert below(run.synthetic_file("Ankle boot")) == "synthetic/1-Ankle-boot.npz"
    assert below(run.synthesis_unit("0").marker) == "synthetic/0.DONE"
    assert below(run.classifier_unit("original").marker) == "classifiers/original/DONE"
    assert below(run.classifier_unit("original", 0).marker) == "classifiers/original/DONE"
    repeat = run.classifier_unit("original", 12)
    assert repeat.name == "classifiers/original/repeat-12"
    assert below(repeat.directory) == repeat.name and below(repeat.marker) == f"{repeat.name}/DONE"
    assert below(run.split_unit().marker) == "split.DONE"
    assert below(run.report_unit().marker) == "report.DONE"


class TestLock:
    def test_a_second_holder_is_refused_at_once(self, run):
        other = RunDirectory(run.root, ["0"])
        with run.locked():
            refused = pytest.raises(UserError, match="another process is at work")
            with refused as error, other.locked():
                pytest.fail("two at once")
            assert str(run.root) in str(error.value)
        with other.locked():
            pass

    def test_a_second_process_is_refused(self, run):
        program = (
            "import sys; from pathlib import Path\n"
            "from plan.run_directory import RunDirectory\n"
            "with RunDirectory(Path(sys.argv[1]), ['0']).locked(): print('in')\n"
        )
        command = [sys.executable, "-c", program, str(run.root)]
        options = {"env": {"PYTHONPATH": ":".join(sys.path)}, "capture_output": True, "text": True}
        with run.locked():
            refused = subprocess.run(command, **options)
        admitted = subprocess.run(command, **options)
        assert refused.returncode != 0 and "another process is at work" in refused.stderr
        assert admitted.stdout == "in\n", admitted.stderr

    def test_leftovers_of_a_killed_process_are_removed(self, run):
        kept = run.root / "gan" / "0" / "history.csv"
        write_atomically(kept, "update\n")
        leftover = kept.with_name(".partial-generator.keras")
        leftover.write_text("half")
        foreign = run.root / ".partial-notes.txt"
        foreign.write_text("mine")
        with run.locked():
            assert kept.exists() and not leftover.exists() and foreign.exists()

    def test_checkpoints_stay_until_their_unit_is_done(self, run):
        """A process can be killed between the marker and the end of the checkpoint."""
        units = [run.gan_unit("0"), run.gan_unit("Ankle boot"), run.classifier_unit("original", 2)]
        for unit in units:
            write_atomically(unit.directory / "checkpoint.npz", "state")
        units[0].finish({}, [])
        units[2].finish({}, [])
        foreign = run.root / "gan" / "mine" / "checkpoint.npz"
        write_atomically(foreign, "state")
        write_atomically(foreign.with_name("DONE"), "")
        with run.locked():
            left = [(unit.directory / "checkpoint.npz").exists() for unit in units]
            assert left == [False, True, False] and foreign.exists()

    def test_an_output_that_cannot_be_a_directory_is_one_sentence(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        run = RunDirectory(tmp_path / "file" / "run", ["0"])
        with pytest.raises(UserError, match="Cannot write .*file"), run.locked():
            pytest.fail("no place")

    def test_errors_of_the_work_inside_come_out_unchanged(self, run, tmp_path):
        for error in (KeyboardInterrupt(), ZeroDivisionError(), UserError("mine")):
            with pytest.raises(type(error)), run.locked():
                raise error
        with pytest.raises(FileNotFoundError), run.locked():
            (tmp_path / "elsewhere").read_text()


ALL_FILES = [
    "run.json", "split.npz", "split.DONE", "timing.csv", "metrics.jsonl", "report.html",
    "report.DONE", "gan/progress.gif", "gan/0/generator.keras", "gan/0/history.csv",
    "gan/0/snapshots.npz", "gan/0/snapshot-00010.weights.h5", "gan/0/losses.png",
    "gan/0/samples.png", "gan/0/progress.gif", "gan/0/DONE", "gan/1-Ankle-boot/DONE",
    "synthetic/0.npz", "synthetic/0.DONE", "classifiers/original/model.keras",
    "classifiers/original/history.csv", "classifiers/original/predictions.npz",
    "classifiers/original/DONE", "plots/samples.png", "plots/confusion_original.png",
    "classifiers/original/repeat-1/model.keras", "classifiers/original/repeat-1/DONE",
    "classifiers/original/repeat-99/history.csv", "classifiers/original/repeat-10/predictions.npz",
    "gan/0/checkpoint.npz", "classifiers/original/checkpoint.npz",
    "classifiers/original/repeat-2/checkpoint.npz",
]  # fmt: skip
FOREIGN = [
    "notes.txt", "gan/0/my-figure.png", "plots/poster.pdf", "synthetic/real/cat.npz",
    "plots/poster.png", "synthetic/cat.npz", "gan/cat/history.csv", "classifiers/mine/model.keras",
    "classifiers/augmented/repeat-mine/model.keras", "classifiers/augmented/repeat-0/DONE",
    "classifiers/augmented/repeat-1-mine/DONE", "classifiers/augmented/repeat-1/notes.txt",
]  # fmt: skip


class TestClear:
    def fill(self, run, names):
        for name in names:
            path = run.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)

    def left(self, run):
        return {p.relative_to(run.root).as_posix() for p in run.root.rglob("*") if p.is_file()}

    def test_everything_that_the_tool_wrote_goes_and_nothing_else(self, run):
        self.fill(run, [*ALL_FILES, *FOREIGN])
        run.clear()
        assert self.left(run) == set(FOREIGN)
        assert not (run.root / "classifiers" / "original").exists()

    def test_without_run_json_nothing_is_deleted(self, run):
        names = [name for name in ALL_FILES if name != "run.json"]
        self.fill(run, names)
        assert not run.is_run()
        with pytest.raises(UserError, match="no run.json.*nothing was deleted"):
            run.clear()
        assert self.left(run) == set(names)

    def test_an_interrupted_clearing_can_be_done_again(self, run, monkeypatch):
        """run.json goes last."""
        self.fill(run, ALL_FILES)
        unlink, count = Path.unlink, [0]

        def interrupted(self, *args, **options):
            count[0] += 1
            if count[0] == len(ALL_FILES):
                assert self.name == "run.json"
                raise KeyboardInterrupt
            unlink(self, *args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", interrupted)
            with pytest.raises(KeyboardInterrupt):
                run.clear()
        assert self.left(run) == {"run.json"}
        run.clear()
        assert self.left(run) == set()

    def test_patterns_stay_inside_the_run(self):
        for pattern in ARTIFACTS:
            assert not pattern.startswith("/") and ".." not in pattern and "**" not in pattern
            assert pattern.count("/") <= 3
