"""Settings that grow: what earlier versions have finished stays finished."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from foundation.checks import grown, to_dict, values_before
from gan.options import GanConfig
from plan import settings
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.run_directory import RunDirectory
from plan.settings import differing_fields

# One file for each version whose runs may still be at hand: config and markers of small studies.
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.json"))
STUDIES = [
    pytest.param(study, id=f"{path.stem}-{name}")
    for path in RELEASES
    for name, study in json.loads(path.read_text("utf-8")).items()
]


def config_of(stored: dict[str, Any]) -> ExperimentConfig:
    """The config that a version has written into run.json; fields that came later do as before."""
    parts = {"gan": GanConfig, "classifier": ClassifierConfig, "augmentation": AugmentationConfig}
    fields = {
        key: parts[key](**config_fields(parts[key], value)) if key in parts else value
        for key, value in stored.items()
    }
    return ExperimentConfig(**config_fields(ExperimentConfig, fields))


def config_fields(config: type, stored: dict[str, Any]) -> dict[str, Any]:
    known = values_before(config) | stored
    return {key: tuple(v) if isinstance(v, list) else v for key, v in known.items()}


@pytest.mark.parametrize("study", STUDIES)
def test_what_a_release_has_finished_fits_the_present_code(study, tmp_path):
    config = config_of(study["config"])
    directory = RunDirectory(tmp_path, study["all_classes"])
    plan = Plan(config, study["dataset"], study["checksum"], study["classes"], directory)
    compared = []
    for task in plan.tasks.values():
        if task.name in study["settings"]:
            compared.append(task.name)
            assert differing_fields(study["settings"][task.name], task.settings) == []
    # The classifier of `original` judged there; its tables are no longer made or read.
    kept = {name for name in study["settings"] if not name.startswith("fidelity/")}
    assert set(compared) == kept and len(compared) > 5


@pytest.mark.parametrize("study", STUDIES)
def test_the_config_of_a_release_is_the_same_config(study):
    now = to_dict(config_of(study["config"]))
    assert differing_fields({"config": study["config"]}, {"config": now}) == []
    changed = dataclasses.replace(config_of(study["config"]), seed=99)
    lines = differing_fields({"config": study["config"]}, {"config": to_dict(changed)})
    assert lines == ["config.seed: 0 there, 99 asked for"]


def test_every_field_that_a_release_lacks_says_what_it_stood_for():
    for path in RELEASES:
        for study in json.loads(path.read_text("utf-8")).values():
            for prefix, config in settings._CONFIGS.items():
                if not prefix.startswith("config"):
                    continue
                stored = study
                for key in prefix.split("."):
                    stored = stored[key]
                for field in dataclasses.fields(config):
                    assert field.name in stored or "before" in field.metadata, field.name


@dataclasses.dataclass(frozen=True)
class Grown:
    updates: int = 5
    # Faster, and the default since it is there; before, nothing of the kind was done.
    shortcut: bool = grown(True, before=False)


@pytest.mark.parametrize(("shortcut", "lines"), [
    (False, []),
    (True, ["gan.shortcut: False there, True asked for"]),
])  # fmt: skip
def test_a_missing_field_reads_as_what_was_done_before_it(monkeypatch, shortcut, lines):
    monkeypatch.setitem(settings._CONFIGS, "gan", Grown)
    now = {"gan": to_dict(Grown(shortcut=shortcut))}
    assert differing_fields({"gan": {"updates": 5}}, now) == lines
    assert differing_fields(now, now) == []


def test_differing_fields_names_each_and_no_other():
    stored = {"seed": 0, "gan": {"updates": 5, "width": 32, "old": 1}, "classes": ["0", "1"]}
    current = {"seed": 1, "gan": {"updates": 5, "width": 16, "new": 2}, "classes": ["0"]}
    assert differing_fields(stored, current) == [
        "classes: ['0', '1'] there, ['0'] asked for",
        "gan.new: None there, 2 asked for",
        "gan.old: 1 there, None asked for",
        "gan.width: 32 there, 16 asked for",
        "seed: 0 there, 1 asked for",
    ]
    assert differing_fields(stored, json.loads(json.dumps(stored))) == []


@pytest.mark.parametrize(("schedule", "differs"), [("alternating", False), ("simultaneous", True)])
def test_a_weight_that_played_no_part_is_no_difference(schedule, differs):
    """Other schedules than the simultaneous one were accepted with a weight and ignored it."""
    stored = to_dict(GanConfig(schedule=schedule, r1_weight=0.1))
    now = to_dict(GanConfig(schedule=schedule, r1_weight=0.0))
    assert bool(differing_fields({"gan": stored}, {"gan": now})) == differs


def test_a_split_without_validation_images_is_another_one(tmp_path):
    """Where all images train, every unit says so; where some are held out as before, none does."""
    directory = RunDirectory(tmp_path, ["0", "1"])

    def plan(selection):
        config = ExperimentConfig(selection=selection, repeats=1, arms=("original", "interpolated"))
        return Plan(config, "digits", "abc", ["0", "1"], directory)

    for name, task in plan("validation").tasks.items():
        now = {chosen: plan(chosen).tasks[name].settings for chosen in ("validation", "last")}
        assert differing_fields(task.settings, now["validation"]) == []
        lines = differing_fields(task.settings, now["last"])
        assert lines == ["selection: 'validation' there, 'last' asked for"]
