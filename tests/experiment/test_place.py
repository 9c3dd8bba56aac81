"""Where a run's directory is, and which earlier one is taken in its place."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiment.command_line import RunArguments
from experiment.place import choose_root, run_path
from foundation.errors import UserError
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.presets import preset_config
from plan.run_directory import RunDirectory
from tests.plan.plans import finish_all


def config(**fields):
    return ExperimentConfig(**{"samples_per_class": 50, "repeats": 1, **fields})


def plan_of(settings):
    def plan_in(root):
        return Plan(settings, "digits", "sum", ("0", "1"), RunDirectory(root, ("0", "1")))

    return plan_in


def chosen(settings, output, label=None):
    arguments = RunArguments(run=settings, output=output, label=label)
    return choose_root(settings, "digits", arguments, plan_of(settings)).name


def test_the_name_says_seed_amount_subset_and_label():
    settings = config(seed=3, subset_seed=3)
    path = run_path(settings, "digits", Path("runs"), "r1_weight-0")
    assert path == Path("runs/digits/standard-seed3-n50-subset3-r1_weight-0")
    assert run_path(config(), "digits", Path("runs")).name == "standard-seed0-n50"


def test_a_run_made_alone_with_the_same_settings_counts(tmp_path):
    settings = config(seed=1)
    assert chosen(settings, tmp_path, "mix-0.5") == "standard-seed1-n50-mix-0.5"
    alone = tmp_path / "digits" / "standard-seed1-n50"
    finish_all(plan_of(settings)(alone))
    assert chosen(settings, tmp_path, "mix-0.5") == "standard-seed1-n50-mix-0.5"  # not a run yet
    (alone / "run.json").write_text("{}")
    assert chosen(settings, tmp_path, "mix-0.5") == "standard-seed1-n50"
    other = config(seed=1, synthetic_per_class=9)
    assert chosen(other, tmp_path, "mix-0.5") == "standard-seed1-n50-mix-0.5"
    (tmp_path / "digits" / "standard-seed1-n50-mix-0.5").mkdir()
    assert chosen(settings, tmp_path, "mix-0.5") == "standard-seed1-n50-mix-0.5"


@pytest.mark.parametrize("label", ["", "a/b", "..\0", "x" * 61, "a b"])
def test_a_label_is_plain(label):
    with pytest.raises(UserError, match="--label: expected 1 to 60 letters"):
        RunArguments(run=ExperimentConfig(), label=label)


def test_a_subset_seed_is_a_setting_only_where_it_is_given(tmp_path):
    assert "subset_seed" not in plan_of(config())(tmp_path).split().settings
    settings = config(subset_seed=2)
    for task in plan_of(settings)(tmp_path).tasks.values():
        assert task.settings["subset_seed"] == 2


def test_a_family_is_named_and_its_own_loss_is_not():
    settings = preset_config("standard", networks="wgan-gp")
    assert run_path(settings, "digits", Path("runs")).name == "standard-seed0-wgan-gp"
    told = replace(settings, gan=replace(settings.gan, conditional=True, loss="hinge"))
    assert run_path(told, "digits", Path("runs")).name == "standard-seed0-wgan-gp-hinge-conditional"
    known = preset_config("standard", networks="cgan")
    assert run_path(known, "digits", Path("runs")).name == "standard-seed0-cgan"


def test_a_label_that_says_the_family_says_it_once(tmp_path):
    settings = replace(preset_config("standard", networks="wgan-gp"), repeats=1)
    assert chosen(settings, tmp_path, "gan-wgan-gp") == "standard-seed0-gan-wgan-gp"
    assert chosen(settings, tmp_path, "width-8-gan-wgan-gp-mix-0.3").count("wgan-gp") == 1
    assert chosen(settings, tmp_path, "gan-wgan") == "standard-seed0-wgan-gp-gan-wgan"
    # A run that was made under the name that says it twice goes on there.
    earlier = tmp_path / "digits" / "standard-seed0-wgan-gp-gan-wgan-gp"
    finish_all(plan_of(settings)(earlier))
    (earlier / "run.json").write_text("{}")
    assert chosen(settings, tmp_path, "gan-wgan-gp") == earlier.name
    other = replace(settings, synthetic_per_class=9)
    assert chosen(other, tmp_path, "gan-wgan-gp") == "standard-seed0-gan-wgan-gp"
