"""End to end: one GAN on the images of all classes."""

import html
import json

import numpy as np
import pytest

from plan.views import VIEWS

WORDS = ("--classes", "0", "1", "--pool-classes")


@pytest.fixture(scope="module")
def pooled(tmp_path_factory, study):
    """A study of two digits pooled: its root and how it ended."""
    output = tmp_path_factory.mktemp("pooled")
    return output / "digits" / "smoke-seed0-classes-0+1-pooled", study(output, *WORDS)


def test_one_gan_learns_from_all_images(pooled, digits):
    root, outcome = pooled
    assert outcome.code == 0, outcome
    assert [path.name for path in sorted((root / "gan").iterdir())] == ["pooled", "progress.gif"]
    count = len(digits.select_classes(["0", "1"]).examples)
    with np.load(root / "split.npz", allow_pickle=False) as split:
        assert len(split["test"]) == 0
        assert len(split["train"]) + len(split["validation"]) == count
        marker = json.loads((root / "gan" / "pooled" / "DONE").read_text("utf-8"))
        assert marker["training_images"] == len(split["train"])


def test_there_is_nothing_to_classify_and_the_report_says_so(pooled):
    root, outcome = pooled
    assert "nothing to classify" in outcome.stdout
    page = html.unescape((root / "report.html").read_text("utf-8"))
    assert "classes were pooled: there is nothing to classify" in page
    assert "scikit-learn digits, pooled" in page
    assert "real training images of all classes together" in page
    assert not (root / "classifiers").exists() and not (root / "quality").exists()
    assert (root / "metrics.jsonl").read_text("utf-8") == ""
    assert (root / "plots" / "samples.png").is_file()


def test_the_programs_beside_the_study_know_the_class(pooled, command, tmp_path):
    root, _ = pooled
    made = command(
        *("generate", root, "--class", "pooled", "--count", 3, "--to", tmp_path / "more")
    )
    assert made.code == 0, made
    exported = command("export", root, "--to", tmp_path / "set")
    assert exported.code == 0, exported
    with np.load(tmp_path / "more" / "images.npz", allow_pickle=False) as content:
        made_images = content["images"]
    with np.load(root / "synthetic" / "pooled.npz", allow_pickle=False) as content:
        np.testing.assert_array_equal(made_images, content["images"][:3])
    assert len(list((tmp_path / "set" / "train" / "pooled").glob("*.png"))) == 20
    assert "ooled" in (tmp_path / "set" / "README.md").read_text("utf-8")
    refused = command("generate", root, "--class", "0", "--to", tmp_path / "none")
    assert refused.code == 2 and "pooled" in refused.complaint


def test_its_inside_is_seen_without_a_judge(pooled, command, tmp_path):
    root, _ = pooled
    for place in ("pooled", "+all"):
        record = json.loads((root / "inside" / place / "DONE").read_text("utf-8"))
        views = record["settings"]["views"]
        assert views and not [name for name in views if VIEWS[name].needs_judge]
    outcome = command("inspect", root, "--output", tmp_path / "seen")
    assert outcome.code == 0, outcome
    found = {path.name for path in (tmp_path / "seen" / "pooled").iterdir()}
    assert {"nearest.png", "grad_cam.png", "convincing.png"} <= found
    assert "judged.csv" not in found and "mistakes.png" not in found
    assert not (tmp_path / "seen" / "+all" / "classifier.svg").exists()


def test_done_again_nothing_is_trained(pooled, study):
    outcome = study(pooled[0].parents[1], *WORDS)
    assert outcome.code == 0 and "nothing was trained" in outcome.stdout
