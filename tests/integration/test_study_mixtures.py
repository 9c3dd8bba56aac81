"""Arms of two ingredients, from the command line to the report."""

import json

import pytest

ARMS = ("original", "original+synthetic", "original+gaussian")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, study):
    output = tmp_path_factory.mktemp("mixed")
    outcome = study(output, "--classes", "0", "1", "--arms", *ARMS)
    assert outcome.code == 0, outcome
    return output / "digits" / "smoke-seed0-classes-0+1"


def _rows(root, metric):
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text("utf-8").splitlines()]
    return {row["arm"]: row["value"] for row in rows if row["metric"] == metric}


def test_every_arm_has_a_result(mixed):
    assert set(_rows(mixed, "accuracy_mean")) == set(ARMS)
    images = _rows(mixed, "images")
    # 20 drawn images of each of two classes beside the real ones.
    assert {images[arm] - images["original"] for arm in ARMS[1:]} == {40}


def test_what_was_drawn_is_judged_under_the_name_of_its_own_arm(mixed):
    judged = {path.stem for path in (mixed / "quality").glob("*.csv")}
    assert judged == {"synthetic", "gaussian"}
    page = (mixed / "report.html").read_text("utf-8")
    assert all(f"<div>{arm}</div>" in page for arm in ARMS)


def test_another_share_is_another_arm(mixed, study):
    outcome = study(mixed.parents[1], "--classes", "0", "1", "--arms", *ARMS, "--mix", "0.25")
    assert outcome.code == 2 and "mix: 0.5 there, 0.25 asked for" in outcome.complaint
    alone = study(mixed.parents[1], "--classes", "0", "1", "--arms", "original", "--mix", "0.25")
    assert alone.code == 2 and "classifiers/original+synthetic" in alone.complaint
