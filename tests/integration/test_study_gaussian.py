"""End to end: the Gaussian control, which needs no GAN."""

import html
import json

import numpy as np
import pytest
from PIL import Image

from arms.gaussian import MOST_COMPONENTS

pytestmark = pytest.mark.long

WORDS = ("--classes", "0", "1", "--arms", "original", "gaussian")


@pytest.fixture(scope="module")
def controlled(tmp_path_factory, study):
    """A study of the control beside real images: its root and how it ended."""
    output = tmp_path_factory.mktemp("controlled")
    return output / "digits" / "smoke-seed0-classes-0+1", study(output, *WORDS)


def test_it_trains_no_gan_and_has_the_synthetic_number_of_images(controlled):
    root, outcome = controlled
    assert outcome.code == 0, outcome
    assert not (root / "gan").exists() and not (root / "synthetic").exists()
    record = json.loads((root / "classifiers" / "gaussian" / "DONE").read_text("utf-8"))
    assert record["training_images"] == 2 * 20
    assert record["settings"]["synthetic_per_class"] == 20


def test_its_images_are_judged_and_shown(controlled):
    root, _ = controlled
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text().splitlines()]
    judged = {
        (row["class_name"], row["metric"]): row["value"]
        for row in rows
        if (row["arm"], row["split"]) == ("gaussian", "synthetic")
    }
    for name, metric in ((None, "kernel_distance"), ("0", "pairwise_distance_ratio")):
        assert {(name, metric), (name, f"{metric}_floor_low")} <= set(judged)
    assert (None, "coverage") not in judged  # 40 images are too few
    shares = [judged[name, "intended_class_share"] for name in "01"]
    assert judged[None, "intended_class_share"] == pytest.approx(np.mean(shares))
    assert 0.3 < judged["0", "pairwise_distance_ratio"] < 3
    with Image.open(root / "plots" / "samples_gaussian.png") as picture:
        assert min(picture.size) > 100
    page = html.unescape((root / "report.html").read_text("utf-8"))
    assert f"at most {MOST_COMPONENTS}" in page and "20 images per class were drawn" in page


def test_the_answer_says_what_the_arm_is(controlled):
    root, outcome = controlled
    assert "trained on images drawn from a Gaussian per class alone reached" in outcome.stdout
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text().splitlines()]
    assert any(
        (row["arm"], row["metric"]) == ("gaussian", "accuracy_difference_to_original")
        for row in rows
    )


def test_done_again_nothing_is_drawn_or_trained(controlled, study, file_times):
    root, _ = controlled
    before = file_times(root)
    outcome = study(root.parents[1], *WORDS)
    assert "nothing was trained" in outcome.stdout
    changed = {name for name, when in file_times(root).items() if before[name] != when}
    assert changed <= {"run.json"}
