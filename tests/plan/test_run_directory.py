import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.errors import UserError
from foundation.files import write_atomically
from plan.run_directory import ARTIFACTS, RunDirectory


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

    def test_a_file_of_ours_that_is_not_there_is_a_defect_and_said_as_one(self, run):
        with pytest.raises(FileNotFoundError), run.locked():
            (run.root / "gan" / "0" / "snapshots.npz").read_bytes()

    def test_what_the_system_refuses_below_the_run_is_one_sentence(self, run):
        with pytest.raises(UserError, match="Cannot use .*synthetic: .*directory"), run.locked():
            (run.root / "synthetic").mkdir()
            (run.root / "synthetic").read_bytes()

    def test_a_run_that_is_deleted_while_it_is_at_work_is_one_sentence(self, run):
        with pytest.raises(UserError, match="Cannot use .*split.npz"), run.locked():
            shutil.rmtree(run.root)
            (run.root / "split.npz").read_bytes()


ALL_FILES = [
    "run.json", "split.npz", "split.DONE", "timing.csv", "metrics.jsonl", "report.html",
    "report.DONE", "gan/progress.gif", "gan/0/generator.keras", "gan/0/history.csv",
    "gan/0/snapshots.npz", "gan/0/snapshot-00010.weights.h5", "gan/0/losses.png",
    "gan/0/samples.png", "gan/0/progress.gif", "gan/0/DONE", "gan/1-Ankle-boot/DONE",
    "synthetic/0.npz", "synthetic/0.DONE", "drawn/gaussian/0.npz", "drawn/gaussian/0.DONE",
    "classifiers/original/model.keras",
    "classifiers/original/history.csv", "classifiers/original/predictions.npz",
    "classifiers/original/DONE", "plots/samples.png", "plots/confusion_original.png",
    "classifiers/original/repeat-1/model.keras", "classifiers/original/repeat-1/DONE",
    "classifiers/original/repeat-99/history.csv", "classifiers/original/repeat-10/predictions.npz",
    "gan/0/checkpoint.npz", "classifiers/original/checkpoint.npz",
    "classifiers/original/repeat-2/checkpoint.npz", "gan/0/discriminator.keras",
    "privacy/synthetic.csv", "privacy/synthetic_pairs.npz", "privacy/gaussian_rows.npz",
    "privacy/synthetic.DONE", "plots/closest_pairs_synthetic.png",
    "tensorboard/gan/1-Ankle-boot/events.out.tfevents.1",
    "tensorboard/gan/+all/events.out.tfevents.2",
    "tensorboard/classifiers/original/events.out.tfevents.1",
    "tensorboard/classifiers/original/repeat-1/events.out.tfevents.1",
]  # fmt: skip
FOREIGN = [
    "notes.txt", "gan/0/my-figure.png", "plots/poster.pdf", "synthetic/real/cat.npz",
    "plots/poster.png", "synthetic/cat.npz", "drawn/gaussian/cat.npz", "drawn/mine/0.npz",
    "gan/cat/history.csv", "classifiers/mine/model.keras",
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
        assert not (run.root / "tensorboard").exists()

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
            assert pattern.count("/") <= 4
