"""The same seed gives the same study; another seed, another one; a class depends on no other."""

import html

import numpy as np
import pytest

BOTH = ("--classes", "0", "1")
GAN_STAGES = ("--stages", "split", "gans", "synthesis")


def _images(root, name: str) -> np.ndarray:
    with np.load(root / "synthetic" / f"{name}.npz", allow_pickle=False) as content:
        return content["images"]


def _probabilities(root, arm: str) -> np.ndarray:
    with np.load(root / "classifiers" / arm / "predictions.npz", allow_pickle=False) as content:
        return content["probabilities"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory, study):
    """The class 1 trained without the class 0: the root of its run and how it ended."""
    output = tmp_path_factory.mktemp("alone")
    outcome = study(output, "--classes", "1", *GAN_STAGES)
    return output / "digits" / "smoke-seed0-classes-1", outcome


def test_same_seed_same_classifier(finished, study, tmp_path):
    """Whole studies are compared in test_study_killed.py; here, with nothing else around it."""
    outcome = study(tmp_path, *BOTH, "--arms", "original")
    assert outcome.code == 0
    root = tmp_path / finished.root.relative_to(finished.output)
    lines = (root / "metrics.jsonl").read_text("utf-8").splitlines()
    assert lines and set(lines) < set(
        (finished.root / "metrics.jsonl").read_text("utf-8").splitlines()
    )
    np.testing.assert_array_equal(
        _probabilities(root, "original"), _probabilities(finished.root, "original")
    )


def test_a_class_alone_equals_the_same_class_among_others(alone, finished):
    root, outcome = alone
    assert outcome.code == 0, outcome
    np.testing.assert_array_equal(_images(root, "1"), _images(finished.root, "1"))
    history = (root / "gan" / "1" / "history.csv").read_bytes()
    assert history == (finished.root / "gan" / "1" / "history.csv").read_bytes()


def test_another_seed_gives_another_classifier_on_the_same_split(finished, study, tmp_path):
    words = ("--seed", "1", "--arms", "original", "--stages", "split", "classifiers")
    assert study(tmp_path, *BOTH, *words).code == 0
    root = tmp_path / "digits" / "smoke-seed1-classes-0+1"
    assert (_probabilities(root, "original") != _probabilities(finished.root, "original")).any()
    with np.load(root / "split.npz") as one, np.load(finished.root / "split.npz") as other:
        for part in ("train", "validation", "test"):
            np.testing.assert_array_equal(one[part], other[part])


def test_another_seed_draws_other_images(alone, study, tmp_path):
    outcome = study(tmp_path, "--classes", "1", *GAN_STAGES, "--seed", "1")
    assert outcome.code == 0
    other = _images(tmp_path / "digits" / "smoke-seed1-classes-1", "1")
    assert (other != _images(alone[0], "1")).mean() > 0.1


def test_another_split_seed_holds_out_other_images(finished, study, tmp_path):
    assert study(tmp_path, *BOTH, "--split-seed", "1", "--stages", "split").code == 0
    (path,) = tmp_path.glob("digits/*/split.npz")
    with np.load(path) as one, np.load(finished.root / "split.npz") as other:
        assert set(one["test"]) != set(other["test"])


def test_one_class_has_nothing_to_classify(alone, study):
    root, _ = alone
    outcome = study(root.parents[1], "--classes", "1")
    assert outcome.code == 0, outcome
    assert "nothing to classify" in outcome.stdout
    page = html.unescape((root / "report.html").read_text("utf-8"))
    assert "there is nothing to classify" in page
    assert not (root / "classifiers").exists()
    assert (root / "metrics.jsonl").read_text() == ""
    assert outcome.stdout.splitlines()[-1] == f"Report: {root / 'report.html'}"
