"""End to end: one pair for all classes, told the class."""

import html
import json

import numpy as np
import pytest

from experiment.stages import class_of_gan
from gan.trainer import GanTrainer
from gan.training_plan import DivergedError
from tests.integration.stopping import stop_training
from training.checkpoint import Checkpoint

WORDS = ("--classes", "0", "1", "2", "--gan", "cgan")
NAMES = ("0", "1", "2")


@pytest.fixture(scope="module")
def conditional(tmp_path_factory, study):
    """A study of three digits: its root and how it ended."""
    output = tmp_path_factory.mktemp("conditional")
    root = output / "digits" / "smoke-seed0-classes-0+1+2-cgan"
    return root, study(output, *WORDS, "--arms", "original", "synthetic")


def marker(root, name):
    return json.loads((root / "gan" / name / "DONE").read_text("utf-8"))


def test_one_training_sees_every_class_and_each_has_its_generator(conditional):
    root, outcome = conditional
    assert outcome.code == 0, outcome
    with np.load(root / "split.npz") as split:
        count = len(split["train"])
    shared = marker(root, "+all")
    assert (shared["training_images"], shared["updates"]) == (count, 3 * 20)
    own = [marker(root, name) for name in NAMES]
    assert sum(record["training_images"] for record in own) == count
    assert all(record["status"] in ("ok", "unknown", "collapsed") for record in own)
    seconds = (root / "timing.csv").read_text("utf-8")
    assert seconds.count("shared_gan,gan/+all") == 1 and seconds.count("class_of_gan,gan/") == 3


def test_classes_differ_in_what_was_drawn_on_the_way_and_at_the_end(conditional):
    root, _ = conditional
    shots = []
    for name in NAMES:
        with np.load(root / "gan" / name / "snapshots.npz") as content:
            shots.append(content["images"])
    assert shots[0].shape[1] == 16 and not np.array_equal(shots[0], shots[1])
    with np.load(root / "gan" / "+all" / "snapshots.npz") as content:
        assert np.array_equal(content["images"], np.concatenate(shots, axis=1))
    assert (root / "gan" / "2" / "progress.gif").is_file()


def test_the_report_says_how_it_was_trained(conditional):
    page = html.unescape((conditional[0] / "report.html").read_text("utf-8"))
    assert "One cgan generator/discriminator pair was trained for all classes" in page
    assert page.count('alt="Losses and discriminator accuracy of all classes"') == 1


def test_the_programs_beside_the_run_do_not_care(conditional, command, tmp_path):
    root, _ = conditional
    made = command(*("generate", root, "--class", "1", "--count", 25, "--to", tmp_path / "more"))
    assert made.code == 0, made
    with np.load(tmp_path / "more" / "images.npz") as content:
        images = content["images"]
    with np.load(root / "synthetic" / "1.npz") as content:
        assert np.array_equal(images[:20], content["images"])
    early = ("generate", root, "--class", "1", "--count", 3, "--snapshot", 1)
    made = command(*early, "--to", tmp_path / "early")
    assert made.code == 0, made
    with np.load(tmp_path / "early" / "images.npz") as content:
        assert not np.array_equal(content["images"], images[:3])


def test_its_inside_is_drawn_from_the_networks_of_a_class_and_the_one_pair(
    conditional, command, tmp_path
):
    root, _ = conditional
    words = ("--views", "convincing", "grad_cam", "interpolation", "--class", "1")
    of_class = command("inspect", root, *words, "--output", tmp_path / "seen")
    of_run = command("inspect", root, "--views", "networks", "--output", tmp_path / "seen")
    assert of_class.code == 0 == of_run.code, (of_class, of_run)
    assert {path.name for path in (tmp_path / "seen" / "1").iterdir()} == {
        *("convincing.png", "grad_cam.png", "interpolation.png", "interpolation.gif")
    }
    diagram = (tmp_path / "seen" / "+all" / "discriminator.svg").read_text("utf-8")
    assert diagram.count(">Input</text>") == 2  # images, and the code of the class


def test_the_same_command_has_nothing_left_to_do(conditional, study):
    root, _ = conditional
    before = (root / "gan" / "+all" / "DONE").stat().st_mtime_ns
    again = study(root.parents[1], *WORDS, "--arms", "original", "synthetic")
    assert again.code == 0 and "GAN of" not in again.stdout
    assert (root / "gan" / "+all" / "DONE").stat().st_mtime_ns == before


def test_one_class_may_fail_alone(study, tmp_path, monkeypatch):
    answers = iter([("ok", "Fine."), ("collapsed", "As if."), ("ok", "Fine.")])
    monkeypatch.setattr(class_of_gan, "diagnose", lambda *of_class: next(answers))
    stages = ("--stages", "split", "gans", "synthesis")
    outcome = study(tmp_path, *WORDS, "--arms", "original", "synthetic", *stages)
    assert outcome.code == 3 and "Class 1 failed. As if." in outcome.stdout
    root = tmp_path / "digits" / "smoke-seed0-classes-0+1+2-cgan"
    assert [marker(root, name)["status"] for name in NAMES] == ["ok", "collapsed", "ok"]
    assert sorted(path.name for path in (root / "synthetic").glob("*.npz")) == ["0.npz", "2.npz"]


def test_a_divergence_is_every_class_s(study, tmp_path, monkeypatch):
    def diverging(self, *given, **options):
        raise DivergedError("not finite at update 1: generator_loss")
        yield

    monkeypatch.setattr(GanTrainer, "train", diverging)
    outcome = study(tmp_path, *WORDS, "--arms", "synthetic")
    assert outcome.code == 3 and "Class 2 failed. The training diverged" in outcome.stdout
    root = tmp_path / "digits" / "smoke-seed0-classes-0+1+2-cgan"
    assert {marker(root, name)["status"] for name in NAMES} == {"diverged"}
    assert not (root / "gan" / "0" / "generator.keras").exists()
    assert (root / "report.html").is_file()


def test_killed_and_gone_on_with_it_ends_the_same(conditional, study, tmp_path, monkeypatch):
    """Stopped in the middle of the one training, after a checkpoint."""
    root, _ = conditional
    # What comes after the images is made from them.
    words = (*WORDS, "--arms", "original", "synthetic", "--stages", "split", "gans", "synthesis")
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoint, "is_due", lambda self: True)
        stop_training(patch)
        stopped = study(tmp_path, *words)
    assert stopped.code == 130
    again = study(tmp_path, *words)
    assert again.code == 0 and "gan/+all: goes on from where it was stopped" in again.stdout
    other = tmp_path / "digits" / root.name
    for name in NAMES:
        images = [np.load(each / "synthetic" / f"{name}.npz")["images"] for each in (root, other)]
        assert np.array_equal(*images)
    assert (other / "gan" / "+all" / "history.csv").read_bytes() == (
        root / "gan" / "+all" / "history.csv"
    ).read_bytes()


def test_what_does_not_go_with_it_is_refused(study, tmp_path):
    pooled = study(tmp_path, *WORDS, "--pool-classes")
    assert pooled.code == 2 and "--pool-classes: expected False" in pooled.complaint
    anchors = study(tmp_path, *WORDS, "--gan.coverage-weight", "1")
    assert anchors.code == 2 and "coverage-weight: expected 0 with one pair" in anchors.complaint
    published = study(tmp_path, "--gan", "paper", "--gan.conditional")
    assert published.code == 2 and "are not made for it" in published.complaint
