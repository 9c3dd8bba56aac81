"""What a study says before any work: `--dry-run`, `--list-datasets`, `--help`."""

import dataclasses
import json
import re
import subprocess
import sys

import pytest

from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from datasets.catalog import CATALOG
from experiment import gan_timing
from gan.options import GanConfig
from plan.config import ExperimentConfig


@pytest.fixture
def hasty(monkeypatch):
    """Timed stretches that are too short to be right, and long enough to be printed."""
    monkeypatch.setattr(gan_timing, "TIMED_SECONDS", 0.0)


def test_a_dry_run_writes_nothing(study, tmp_path, hasty, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = study(tmp_path / "new", "--classes", "0", "1", "--arms", "synthetic", "--dry-run")
    assert outcome.code == 0, outcome
    assert list(tmp_path.iterdir()) == []
    text = outcome.stdout
    assert "{" not in text and len(text.splitlines()) < 20
    assert re.fullmatch(r"From nothing: about .*\d+ s on this machine\.", text.splitlines()[-1])
    assert "1 GAN of 1 thread, 1 classifier of 1 thread each" in text
    assert "To do: 12 of 12 units: split gan/0 gan/1 synthetic/0 synthetic/1" in text
    assert "classifiers/synthetic" in text
    assert str(tmp_path / "new" / "digits" / "smoke-seed0-classes-0+1") in text
    for stage in ("gans", "synthesis", "classifiers", "report"):
        assert re.search(rf"{stage}: about .*\d+ s", text)
    assert re.search(r"judging \(quality and privacy of drawn .*\): about .*\d+ s", text)
    assert "The run directory was not touched" in text


def test_settings_are_told_to_those_who_ask(copied, study):
    words = ("--classes", "0", "1", "--arms", "original", "synthetic")
    text = study(copied.output, *words, "--dry-run", "--verbose").stdout
    config = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert config["gan"]["updates"] == 20
    assert config["classes"] == ["0", "1"]
    assert set(config) == {field.name for field in dataclasses.fields(ExperimentConfig)}
    assert text.index("}") < text.index("Run directory: ")


def test_a_dry_run_of_a_finished_study_has_nothing_to_do(copied, study, file_times):
    before = file_times(copied.root)
    words = ("--classes", "0", "1", "--arms", "original", "synthetic")
    outcome = study(copied.output, *words, "--dry-run")
    assert outcome.code == 0
    assert "To do: 0 of 13 units" in outcome.stdout
    assert file_times(copied.root) == before


def test_a_dry_run_sees_settings_that_would_be_refused(copied, study):
    words = ("--classes", "0", "1", "--arms", "original", "synthetic")
    outcome = study(copied.output, *words, "--dry-run", "--gan.updates", "21")
    assert outcome.code == 2
    assert "gan.updates" in outcome.complaint


def test_list_datasets(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = command("--list-datasets")
    assert outcome.code == 0
    named, others = outcome.stdout.strip().split("\n\n")
    assert [line.split()[0] for line in named.splitlines()] == list(CATALOG)
    usages = [line.split()[0] for line in others.splitlines()]
    assert usages == [
        *("kaggle:OWNER/NAME[:INSIDE]", "tfds:NAME[/CONFIG]"),
        *("PATH.csv", "PATH.csv", "PATH.zip", "PATH", "PATH"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_help_explains_every_field(command):
    outcome = command("--help")
    assert outcome.code == 0
    text = re.sub(r"[\s│]+", " ", outcome.stdout)
    fields = [(field.name, "") for field in dataclasses.fields(ExperimentConfig)]
    fields = [pair for pair in fields if pair[0] not in ("gan", "classifier")]
    fields += [(field.name, "augmentation.") for field in dataclasses.fields(AugmentationConfig)]
    fields += [(field.name, "gan.") for field in dataclasses.fields(GanConfig)]
    fields += [(field.name, "classifier.") for field in dataclasses.fields(ClassifierConfig)]
    missing = [
        f"{prefix}{name}"
        for name, prefix in fields
        if not re.search(rf"--{re.escape(prefix)}(\[?no-)?{name.replace('_', '-')}\b", text)
    ]
    assert missing == []
    for option in ("config", "data-dir", "output", "dry-run", "force", "list-datasets"):
        assert f"--{option}" in text
    assert "generate --help" in text and "export --help" in text
    # Numbers come with their range and their default.
    assert text.count("Range: ") >= 20
    assert text.count("(default: ") + text.count("(default ") >= 25


def test_help_and_refusals_do_not_wait_for_tensorflow(repository):
    """All of them in one process: each would else start Python anew."""
    asked = [["--help"], ["--sed"], ["generate", "--help"], ["generate"], ["export", "--too", "x"]]
    code = (
        "import sys, run_experiment\n"
        f"for words in {asked!r}:\n"
        "    try:\n        run_experiment.main(words)\n"
        "    except SystemExit as stop:\n        assert not stop.code\n"
        "    assert 'tensorflow' not in sys.modules, words"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
