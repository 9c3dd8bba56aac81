"""The published protocol, two epochs of it on three digits, from the networks to the report."""

import html
import json

import pytest

from gan import synthesis
from gan import unit_training as class_training

pytestmark = pytest.mark.long

CLASSES = ("0", "1", "2")


@pytest.fixture(scope="module")
def paper(tmp_path_factory, command):
    """The root of the run, and its outcome."""
    output = tmp_path_factory.mktemp("paper")
    with pytest.MonkeyPatch.context() as patch:
        # Passes of 250 images of 64x64 would take most of the time, for 4 that are kept.
        patch.setattr(synthesis, "_ROWS_PER_PASS", 16)
        patch.setattr(class_training, "MOST_COMPARED", 16)
        outcome = command(
            *("--dataset", "digits", "--preset", "paper", "--classes", *CLASSES),
            *("--samples-per-class", "6", "--gan.epochs", "2", "--classifier.epochs", "2"),
            *("--synthetic-per-class", "4", "--arms", "original", "synthetic", "--repeats", "1"),
            *("--output", output, "--jobs", "1"),
        )
    return output / "digits" / "paper-seed0-classes-0+1+2-n6", outcome


def _rows(root) -> list[dict]:
    return [json.loads(line) for line in (root / "metrics.jsonl").read_text("utf-8").splitlines()]


def test_it_runs_through_to_the_report(paper):
    root, outcome = paper
    assert outcome.code == 0, outcome
    assert outcome.stdout.splitlines()[-1] == f"Report: {root / 'report.html'}"
    config = json.loads((root / "run.json").read_text("utf-8"))["config"]
    assert config["gan"]["networks"] == "paper"
    assert (config["gan"]["batch_size"], config["classifier"]["batch_size"]) == (6, 12)
    assert (config["image_size"], config["rgb"], config["selection"]) == (64, True, "none")


def test_an_epoch_is_floor_of_images_by_half_a_batch(paper):
    lines = (paper[0] / "gan" / "1" / "history.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + 2 * (6 // 3)


def test_arms_train_equal_epochs_and_say_their_updates(paper):
    root, _ = paper
    updates = {row["arm"]: row["value"] for row in _rows(root) if row["metric"] == "updates"}
    assert updates == {"original": 2 * 2, "synthetic": 2 * 1}


def test_the_best_epoch_is_there_and_never_below_the_last(paper):
    found = {
        (row["arm"], row["metric"]): row["value"]
        for row in _rows(paper[0])
        if row["split"] == "test" and row["class_name"] is None
    }
    for arm in ("original", "synthetic"):
        assert found[arm, "best_epoch_accuracy"] >= found[arm, "accuracy"]
    assert not [row for row in _rows(paper[0]) if row["split"] == "validation"]
    assert {row["samples_per_class"] for row in _rows(paper[0])} == {6}


def test_the_report_says_where_it_departs(paper):
    page = html.unescape((paper[0] / "report.html").read_text("utf-8"))
    for words in (
        "the best epoch, chosen by looking at the test images, is optimistic",
        "Arms train for equal epochs",
        "the source study stored them as JPEG",
        "runs the discriminator in training mode",
    ):
        assert words in page
    # Only MNIST has a published pool.
    assert "42,000" not in page
