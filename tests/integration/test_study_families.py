"""Families within a budget, and a sweep, from their command lines to their pages."""

import csv
import html
import json

import pytest

from experiment import open_settings
from studies.study_file import read_study

TINY = (
    *("--dataset", "digits", "--preset", "smoke", "--jobs", "1", "--classes", "0", "1"),
    *("--seeds", "2", "--gan.width", "8", "--gan.batch-size", "8", "--gan.latent-dim", "8"),
    *("--synthetic-per-class", "20", "--classifier.updates", "20", "--classifier.evaluations", "2"),
)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def record_of(root):
    return json.loads((root / "run.json").read_text("utf-8"))


@pytest.mark.long
def test_families_share_a_budget(command, tmp_path, file_times):
    words = ("study", *TINY, "--arms", "original", "synthetic", "--output", tmp_path)
    words += ("--gan", "dcgan", "cgan", "wgan-gp", "--budget-seconds", "0.2")
    ended = command(*words)
    assert ended.code in (0, 3), ended.stderr  # a GAN of so few updates may collapse
    directory = tmp_path / "digits" / "study-smoke-gan-dcgan+cgan+wgan-gp-0.2seconds"
    asked, _ = read_study(directory)
    updates = {share.setting.removeprefix("gan "): share.updates for share in asked.shares}
    assert set(updates) == {"dcgan", "cgan", "wgan-gp"} and min(updates.values()) >= 1
    roots = [path.parent for path in tmp_path.glob("digits/*/run.json")]
    assert len(roots) == 6
    for root in roots:
        gan = record_of(root)["config"]["gan"]
        assert gan["updates"] == updates[gan["networks"]] and gan["epochs"] is None
        assert root.name.endswith(f"gan-{gan['networks']}-updates-{gan['updates']}")
    table = {row["setting"]: row for row in rows_of(directory / "families.csv")}
    for family, count in updates.items():
        # Of both classes, one pair for all included.
        assert float(table[f"gan {family}"]["updates"]) == 2 * count
        assert float(table[f"gan {family}"]["gan_seconds"]) > 0
    page = html.unescape((directory / "report.html").read_text("utf-8"))
    assert "Each class's GAN had 0.2 seconds of training" in page and "Families of GANs" in page
    # Going on measures nothing anew, and makes nothing anew.
    before = {root: file_times(root) for root in roots}
    again = command(*words)
    assert again.code == ended.code and "Timing" not in again.stdout
    assert {root: file_times(root) for root in roots} == before


@pytest.mark.long
def test_a_sweep_ranks_on_validation_images(command, tmp_path, monkeypatch):
    words = ("sweep", *TINY, "--gan.updates", "20", "--output", tmp_path)
    words += ("--vary", "gan=dcgan,cgan", "--vary", "gan.r1_weight=0,1")
    refused = command(*words)
    assert refused.code == 2 and "sweep: expected validation examples" in refused.complaint
    assert not any(tmp_path.iterdir())
    monkeypatch.setattr(open_settings, "LEAST_VALIDATION_IMAGES", 10)
    ended = command(*words)
    assert ended.code in (0, 3), ended.stderr
    assert "accuracy on the real test images" not in ended.stdout.lower()
    directory = tmp_path / "digits" / "sweep-smoke-gan-dcgan+cgan-r1_weight-0+1"
    found = json.loads((directory / "sweep.json").read_text("utf-8"))
    assert len(found["candidates"]) == 4 and len(rows_of(directory / "sweep.csv")) == 4
    for candidate in found["candidates"]:
        setting = candidate["setting"]
        name = f"gan-{setting['gan']}-r1_weight-{setting['gan.r1-weight']}"
        for seed, value in candidate["values"].items():
            root = tmp_path / "digits" / f"smoke-seed{seed}-classes-0+1-{name}"
            assert record_of(root)["config"]["arms"] == ["synthetic"]
            curve = rows_of(root / "classifiers" / "synthetic" / "history.csv")
            assert float(curve[-1]["validation_accuracy"]) == pytest.approx(value)
    assert found["validation_images"] < 100 and "validation examples only" in ended.stdout
    listed = (tmp_path / "index.html").read_text("utf-8")
    assert "Sweep ·" in listed and "first of" in listed
    assert "only the sweep's report" in command(*words, "--dry-run").stdout


@pytest.mark.long
def test_a_search_tries_a_part_of_the_grid_and_goes_on(command, tmp_path, monkeypatch):
    pytest.importorskip("optuna", reason="needs the package optuna of requirements.txt")
    monkeypatch.setattr(open_settings, "LEAST_VALIDATION_IMAGES", 10)
    words = ("sweep", *TINY, "--gan.updates", "20", "--output", tmp_path, "--seeds", "1")
    words += ("--vary", "gan.r1_weight=0,1,2,3,4", "--search", "tpe", "--trials")
    assert "a search makes 2 at most" in command(*words, "2", "--dry-run").stdout
    first = command(*words, "2")
    assert first.code in (0, 3) and "Run 2 of 2" in first.stdout, first.stderr
    directory = tmp_path / "digits" / "sweep-smoke-r1_weight-0+1+2+3+4-tpe"
    assert len(rows_of(directory / "sweep.csv")) == 2
    more = command(*words, "3")
    assert more.stdout.count("There already") == 2 and "tried 3 of 5" in more.stdout
    assert len(rows_of(directory / "sweep.csv")) == 3
