"""A study that dies at twenty seeded random moments; tests/faults does the same to real processes.

A real process takes seconds to start. Here the process goes on and the study ends: an exception
flies that nobody catches, and from that moment on nothing on the disk is renamed or deleted.
"""

import contextlib
import os
from collections import Counter

import numpy as np
import pytest

from classifiers import trainer as classifier_trainer
from experiment.stages import gans
from foundation.progress import ProgressDisplay
from gan.trainer import GanTrainer
from report import report_unit
from training import checkpoint

pytestmark = pytest.mark.long
WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")
KILLS = 20
# A study has about 170 moments, and a start comes to some that it had passed before.
MOST_MOMENTS_OF_A_START = 32


class Killed(BaseException):
    """Nothing in the program catches it."""


class MortalStudy:
    """Counts the moments of a study: a file has its name or is about to, a stretch is trained.

    Args:
        patch: Puts the moments into the program.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moments_left = float("inf")
        self._dead = False
        self._replace, self._unlink, self._task = os.replace, os.unlink, ProgressDisplay.task
        patch.setattr(os, "replace", self._watched_replace)
        patch.setattr(os, "unlink", self._unlink_alive)
        patch.setattr(ProgressDisplay, "task", self._watched_task())

    def revive(self, moments: float) -> None:
        """Live for so many moments more."""
        self.moments_left, self._dead = moments, False

    def _pass_moment(self) -> None:
        self._dead = self._dead or self.moments_left <= 0
        if self._dead:
            raise Killed
        self.moments_left -= 1

    def _watched_replace(self, source, target, **options) -> None:
        self._pass_moment()
        self._replace(source, target, **options)
        self._pass_moment()

    def _unlink_alive(self, path, **options) -> None:
        if self._dead:
            raise Killed
        self._unlink(path, **options)

    def _watched_task(self):
        task = self._task

        @contextlib.contextmanager
        def watched(display, description, total):
            with task(display, description, total) as advance:

                def advance_and_pass(done):
                    advance(done)
                    self._pass_moment()

                yield advance_and_pass

        return watched


@pytest.fixture(scope="module")
def killed(tmp_path_factory, study):
    """Where the study is that was killed twenty times and went on, and what its units said."""
    output = tmp_path_factory.mktemp("faults")
    moments = np.random.default_rng(20).integers(1, MOST_MOMENTS_OF_A_START + 1, KILLS)
    resumed: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", 0.0)
        # Many short stretches, and as many on every machine.
        patch.setattr(classifier_trainer, "_UPDATES_PER_CALL", 5)
        rounds = GanTrainer._rounds_in_next_stretch
        patch.setattr(
            GanTrainer, "_rounds_in_next_stretch", lambda *arguments: min(2, rounds(*arguments))
        )
        # Pictures take most of the time of so small a study.
        patch.setattr(gans, "draw_class_pictures", lambda *arguments: [])
        patch.setattr(report_unit, "draw_sections", lambda *arguments: {})
        load = checkpoint.Checkpoint.load

        def counted(self, *arguments):
            arrays = load(self, *arguments)
            resumed[self.path.parent.name] += arrays is not None
            return arrays

        patch.setattr(checkpoint.Checkpoint, "load", counted)
        mortal = MortalStudy(patch)
        for count in moments.tolist():
            mortal.revive(count)
            with pytest.raises(Killed):
                study(output, *WORDS)
        mortal.revive(float("inf"))
        outcome = study(output, *WORDS)
    assert outcome.code == 0, outcome
    (run_record,) = output.rglob("run.json")
    return run_record.parent, resumed


def test_results_equal_those_of_an_undisturbed_run(killed, finished):
    root, _ = killed
    assert (root / "metrics.jsonl").read_bytes() == (finished.root / "metrics.jsonl").read_bytes()
    for name in ("synthetic/0.npz", "synthetic/1.npz", "gan/0/snapshots.npz"):
        with np.load(root / name) as one, np.load(finished.root / name) as other:
            assert all(np.array_equal(one[key], other[key]) for key in other)
    for name in ("gan/0/history.csv", "gan/1/history.csv"):
        assert (root / name).read_bytes() == (finished.root / name).read_bytes()


def test_classes_and_arms_were_gone_on_with_in_the_middle(killed):
    _, resumed = killed
    assert resumed["0"] + resumed["1"] >= 4, resumed
    assert resumed["original"] + resumed["synthetic"] >= 1, resumed


def test_nothing_is_left_of_the_kills(killed):
    root, _ = killed
    assert [*root.rglob(".partial-*"), *root.rglob("checkpoint.npz")] == []
