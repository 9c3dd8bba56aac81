"""A class whose losses stop being numbers, one whose generator collapses, and a healthy one."""

import html
import json

import numpy as np
import pytest

from gan.trainer import GanTrainer

pytestmark = pytest.mark.long

WORDS = ("--classes", "0", "1", "2", "--arms", "original", "synthetic")


@pytest.fixture(scope="module")
def failed(tmp_path_factory, study):
    """A study whose first class diverges and whose third collapses: its root and how it ended."""
    output = tmp_path_factory.mktemp("failed")
    train, calls = GanTrainer.train, []

    def spoilt(self, images, seed, pause_after=(), **options):
        calls.append(seed)
        self._rounds_per_call = 2
        for progress in train(self, images, seed, pause_after, **options):
            yield progress
            if len(calls) == 1:
                weight = self.recipe.critic.trainable_variables[0]
                weight.assign(np.full(weight.shape, np.nan, np.float32))
        if len(calls) == 3:
            # Nothing but biases is left: the same image for all latents.
            for weight in self.averaged_generator.trainable_variables:
                weight.assign(np.zeros(weight.shape, np.float32))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GanTrainer, "train", spoilt)
        # Calls of two updates, however long they take: the third is the first with spoilt weights.
        patch.setattr(GanTrainer, "_adapt_call", lambda self, seconds: None)
        outcome = study(output, *WORDS)
    assert len(calls) == 3
    return output / "digits" / "smoke-seed0-classes-0+1+2", outcome


def _marker(root, name: str) -> dict:
    return json.loads((root / "gan" / name / "DONE").read_text("utf-8"))


def test_exit_code_and_statuses(failed):
    root, outcome = failed
    assert outcome.code == 3
    statuses = {name: _marker(root, name)["status"] for name in "012"}
    assert statuses == {"0": "diverged", "1": "ok", "2": "collapsed"}
    assert "not finite at update 3: " in _marker(root, "0")["detail"]
    assert "collapsed" in _marker(root, "2")["detail"]
    assert json.loads((root / "run.json").read_text("utf-8"))["status"] == "incomplete"
    assert not (root / "gan" / "0" / "generator.keras").exists()


def test_a_healthy_class_is_not_touched_by_the_failure_before_it(failed, finished):
    images = []
    for root in (failed[0], finished.root):
        with np.load(root / "synthetic" / "1.npz", allow_pickle=False) as content:
            images.append(content["images"])
    np.testing.assert_array_equal(*images)


def test_nothing_is_put_in_the_place_of_the_failed(failed):
    root, _ = failed
    assert sorted(path.name for path in (root / "synthetic").glob("*.npz")) == ["1.npz"]
    assert not (root / "classifiers" / "synthetic").exists()
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text().splitlines()]
    assert {row["arm"] for row in rows} == {"original"}


def test_terminal_says_which_and_why(failed):
    root, outcome = failed
    lines = [line.strip() for line in outcome.stdout.splitlines() if line.strip()]
    assert lines[-1] == f"Report: {root / 'report.html'}"
    row = next(line for line in lines if line.startswith("synthetic"))
    assert "incomplete: the GAN failed for 2: 0, 2" in row
    assert "%" not in row
    assert any(line.startswith("Class 0 failed: The training diverged") for line in lines)
    assert any(line.startswith("Class 2 failed: The generator collapsed") for line in lines)


def test_report_says_which_and_why(failed):
    page = html.unescape((failed[0] / "report.html").read_text("utf-8"))
    assert "incomplete" in page and "the GAN failed for 2: 0, 2" in page
    for name in "02":
        assert _marker(failed[0], name)["detail"].rstrip(".") in page


def test_the_same_command_again_trains_nothing_and_ends_the_same(failed, study, file_times):
    root, first = failed
    before = file_times(root)
    outcome = study(root.parents[1], *WORDS)
    assert outcome.code == 3
    assert "nothing was trained" in outcome.stdout
    changed = {name for name, time in file_times(root).items() if before.get(name) != time}
    assert changed == {"run.json"}
    assert outcome.stdout.splitlines()[-4:] == first.stdout.splitlines()[-4:]


def test_an_arm_that_needs_no_gan_is_complete(failed, study):
    root, _ = failed
    outcome = study(
        root.parents[1], *("--classes", "0", "1", "2", "--stages", "classifiers"),
        *("--arms", "original"),
    )  # fmt: skip
    assert outcome.code == 0
    assert "nothing was trained" in outcome.stdout


def test_its_inside_is_seen_as_far_as_it_needs_no_synthetic_images(failed, command, tmp_path):
    root, _ = failed
    for name in "012":
        record = json.loads((root / "inside" / name / "DONE").read_text("utf-8"))
        assert record["settings"]["class"] == name
    outcome = command("inspect", root, "--class", "0", "2", "--output", tmp_path)
    assert outcome.code == 0, outcome
    collapsed = {each.name for each in (tmp_path / "2").iterdir()}
    seen = {"judged.png", "logits.png", "gradients.png", "activations.png", "interpolation.png"}
    assert seen <= collapsed and "nearest.png" not in collapsed
    # The other one was not a number before there was anything to see.
    assert [path.name for path in tmp_path.iterdir()] == ["2"]
    assert "nearest: Class 2 has no synthetic images, because its GAN failed." in outcome.stdout
    assert "interpolation: The generator of class 0 was not kept in this run." in outcome.stdout


def test_small_programs_on_a_failed_class(failed, command, tmp_path):
    root, _ = failed
    outcome = command("generate", root, "--class", "0", "--to", tmp_path / "more")
    assert outcome.code == 2
    assert "diverged" in outcome.complaint
    assert not (tmp_path / "more").exists()
    outcome = command("export", root, "--to", tmp_path / "all")
    assert outcome.code == 0
    folders = [path.name for path in (tmp_path / "all" / "train").iterdir() if path.is_dir()]
    assert folders == ["1"]
    outcome = command("generate", root, "--class", "2", "--count", "3", "--to", tmp_path / "alike")
    assert outcome.code == 0
    assert "Class 2: The generator collapsed" in outcome.stdout
    notice = (tmp_path / "alike" / "README.txt").read_text("utf-8")
    assert "WARNING: Class 2: The generator collapsed" in notice
    assert "without 0, 2" in (tmp_path / "all" / "README.md").read_text("utf-8")
