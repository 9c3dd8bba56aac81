"""Every arm, mixtures and controls among them, from the command line to the report."""

import html
import json

import numpy as np
import pytest

from arms.catalog import arms_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, study):
    output = tmp_path_factory.mktemp("mixed")
    outcome = study(output, "--classes", "0", "1", "--arms", "all")
    assert outcome.code == 0, outcome
    return output / "digits" / "smoke-seed0-classes-0+1"


def _rows(root, metric):
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text("utf-8").splitlines()]
    return {row["arm"]: row["value"] for row in rows if row["metric"] == metric}


def test_every_arm_has_a_result(mixed):
    assert set(_rows(mixed, "accuracy_mean")) == set(arms_of("images"))
    images = _rows(mixed, "images")
    real = images.pop("original")
    # 20 drawn images of each of two classes, alone or beside the real ones.
    expected = {"augmented": real, "augmented-longer": real, "mixup": real}
    expected |= {"original+augmented": 2 * real}
    expected |= dict.fromkeys(("synthetic", "gaussian", "interpolated", "resampled"), 40)
    expected |= {name: real + 40 for name in images if name not in expected}
    assert images == expected and len(images) == len(arms_of("images")) - 1


def test_what_was_drawn_is_judged_and_shown_under_the_name_of_its_own_arm(mixed):
    judged = {path.stem for path in (mixed / "quality").glob("*.csv")}
    assert judged == {"synthetic", "gaussian", "interpolated"}
    kept = {path.name for path in (mixed / "drawn").iterdir()}
    assert kept == {"gaussian", "interpolated"}
    sheets = {path.stem for path in (mixed / "plots").glob("samples*.png")}
    assert sheets == {"samples", "samples_gaussian", "samples_interpolated"}
    page = html.unescape((mixed / "report.html").read_text("utf-8"))
    assert all(f"<div>{arm}</div>" in page for arm in arms_of("images"))
    assert "one of its five nearest neighbours there" in page and "20 images per class" in page


def test_arms_differ_in_their_data_alone(mixed):
    """One budget but where the name says otherwise; what was learnt is another thing in each."""
    updates = _rows(mixed, "updates")
    assert updates.pop("augmented-longer") == 15 * updates["original"]
    assert len(set(updates.values())) == 1
    found = {}
    for arm in arms_of("images"):
        with np.load(mixed / "classifiers" / arm / "predictions.npz") as arrays:
            found[arrays["probabilities"].tobytes()] = arm
    assert len(found) == len(arms_of("images"))


def test_another_share_is_another_arm(mixed, study):
    outcome = study(mixed.parents[1], "--classes", "0", "1", "--arms", "all", "--mix", "0.25")
    assert outcome.code == 2 and "mix: 0.5 there, 0.25 asked for" in outcome.complaint
    alone = study(mixed.parents[1], "--classes", "0", "1", "--arms", "original", "--mix", "0.25")
    assert alone.code == 2 and "classifiers/original+augmented" in alone.complaint
