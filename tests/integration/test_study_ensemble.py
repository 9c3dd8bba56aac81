"""Several GANs in the place of each, of pairs of one class and of one pair for all."""

import json

import numpy as np
import pytest

from gan.trainer import GanTrainer
from tests.integration.stopping import stop_training
from training.checkpoint import Checkpoint
from training.saved_models import load_model

pytestmark = pytest.mark.long
WORDS = ("--classes", "0", "1", "--arms", "synthetic", "--gan.ensemble", "2", "--no-views")
# Further words, and the units of their GANs in the order of training.
KINDS = {
    "a class": ((), ["0+0", "0+1", "1+0", "1+1"]),
    "all classes": (("--gan", "cgan"), ["+all", "+all+1"]),
}


@pytest.fixture(scope="module", params=KINDS)
def ensemble(request, study, tmp_path_factory):
    """A study that nothing disturbs: its root, further words and the units of its GANs."""
    further, members = KINDS[request.param]
    output = tmp_path_factory.mktemp("ensemble")
    assert study(output, *WORDS, *further).code == 0
    (root,) = (output / "digits").iterdir()
    return root, further, members


def marker(root, name):
    return json.loads((root / "gan" / name / "DONE").read_text("utf-8"))


def test_members_are_units_and_a_class_draws_of_all_of_them(ensemble, study, command, tmp_path):
    root, further, members = ensemble
    units = {path.name for path in (root / "gan").iterdir() if path.is_dir()}
    assert units == {"0", "1", *members}
    latents = load_model(root / "gan" / "0" / "generator.keras").input_shape[-1]
    alone = load_model(root / "gan" / members[0] / "generator.keras").input_shape[-1]
    assert latents == (alone + 1 if not further else alone - 2 + 1)  # without the class's code
    weights = [
        load_model(root / "gan" / name / "generator.keras").get_weights()[0]
        for name in (members[:2])
    ]
    assert not np.array_equal(*weights)  # from seeds of their own
    before = (root / "metrics.jsonl").read_text()
    again = study(root.parents[1], *WORDS, *further)
    assert again.code == 0 and "nothing was trained" in again.stdout
    assert (root / "metrics.jsonl").read_text() == before
    record = marker(root, "0")
    assert record["settings"]["gan"]["ensemble"] == 2 and record["status"] in ("ok", "unknown")
    made = command("generate", root, "--class", "0", "--count", "3", "--to", tmp_path / "made")
    with np.load(tmp_path / "made" / "images.npz") as images:
        assert made.code == 0 and len(images["images"]) == 3


def test_killed_in_the_middle_of_a_member_it_ends_the_same(
    ensemble, study, tmp_path, monkeypatch, file_times
):
    """In the second one, after a checkpoint."""
    root, further, members = ensemble
    # What comes after the images is made from them.
    words = (*WORDS, *further, "--stages", "split", "gans", "synthesis")
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoint, "is_due", lambda self: True)
        stop_training(patch, 2)
        assert study(tmp_path, *words).code == 130
    other = tmp_path / "digits" / root.name
    done = {path.parent.name for path in other.glob("gan/*/DONE")}
    assert done == set(members[:1]) and (other / "gan" / members[1] / "checkpoint.npz").is_file()
    before = file_times(other / "gan" / members[0])
    again = study(tmp_path, *words)
    assert again.code == 0 and again.stdout.count("goes on from where it was stopped") == 1
    assert f"gan/{members[1]}: goes on from where it was stopped" in again.stdout
    assert file_times(other / "gan" / members[0]) == before
    assert not list(other.rglob("checkpoint.npz"))
    assert_equal_runs(root, other, ["0", "1", *members])


def assert_equal_runs(root, other, units):
    for name in units:
        one, two = (each / "gan" / name for each in (root, other))
        assert (one / "history.csv").read_bytes() == (two / "history.csv").read_bytes()
        for network in ("generator.keras", "discriminator.keras"):
            pairs = zip(*(load_model(each / network).get_weights() for each in (one, two)))
            assert all(np.array_equal(*pair) for pair in pairs)
        left, right = marker(root, name), marker(other, name)
        assert {**left, "files": None} == {**right, "files": None}
        assert left["files"].keys() == right["files"].keys()
    for name in ("0", "1"):
        images = [np.load(each / "synthetic" / f"{name}.npz")["images"] for each in (root, other)]
        assert np.array_equal(*images)


@pytest.fixture(scope="module")
def failed(study, tmp_path_factory):
    """The second GAN of class 0 diverges, that of class 1 collapses: root and how it ended."""
    train, calls = GanTrainer.train, []

    def spoilt(self, *given, **options):
        calls.append(self)
        self._rounds_per_call = 2
        for progress in train(self, *given, **options):
            yield progress
            if len(calls) == 2:
                weight = self.recipe.critic.trainable_variables[0]
                weight.assign(np.full(weight.shape, np.nan, np.float32))
        if len(calls) == 4:
            # Nothing but biases is left: the same image for all latents.
            for weight in self.averaged_generator.trainable_variables:
                weight.assign(np.zeros(weight.shape, np.float32))

    output = tmp_path_factory.mktemp("failed_ensemble")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GanTrainer, "train", spoilt)
        patch.setattr(GanTrainer, "_adapt_call", lambda self, seconds: None)
        outcome = study(output, *WORDS, "--classes", "0", "1", "2")
    assert len(calls) == 6
    (root,) = (output / "digits").iterdir()
    return root, outcome


def test_a_class_with_one_that_failed_has_failed(failed):
    root, outcome = failed
    assert outcome.code == 3
    assert [marker(root, name)["status"] for name in "012"] == ["diverged", "collapsed", "ok"]
    assert [path.name for path in (root / "synthetic").glob("*.npz")] == ["2.npz"]
    for name, detail in (("0", "The training diverged: not finite"), ("1", "The generator coll")):
        told = marker(root, name)["detail"]
        assert told.startswith(f"GAN 2 of 2: {detail}")
        # Once as it happens, by the class and not by its part; once more at the end.
        assert outcome.stdout.count(f"Class {name} failed. ") == 1
        assert told in outcome.stdout.replace("\n", " ")
        assert told.rstrip(".") in (root / "report.html").read_text("utf-8")
    assert "incomplete: the GAN failed for 2: 0, 1" in outcome.stdout


def test_the_training_that_is_shown_is_of_the_one_that_failed(failed):
    root, _ = failed
    for name in "01":
        own, part = (root / "gan" / each / "history.csv" for each in (name, f"{name}+1"))
        assert own.read_bytes() == part.read_bytes()
        for fact in ("updates", "epochs"):
            assert marker(root, name)[fact] == marker(root, f"{name}+1")[fact]
    assert marker(root, "0")["updates"] < marker(root, "0+0")["updates"]


def test_networks_are_kept_of_all_but_a_divergence(failed, command, tmp_path):
    root, _ = failed
    assert not (root / "gan" / "0" / "generator.keras").exists()
    made = command("generate", root, "--class", "0", "--to", tmp_path / "none")
    assert made.code == 2 and "has no generator. GAN 2 of 2: The training" in made.complaint
    made = command("generate", root, "--class", "1", "--count", "3", "--to", tmp_path / "some")
    assert made.code == 0 and "Class 1: GAN 2 of 2: The generator collapsed" in made.stdout
