"""Every row of a GAN's tables has what its table promises, and none needs TensorFlow to be read."""

import subprocess
import sys
from dataclasses import fields

import pytest

from datasets.kinds import KINDS
from gan.catalog import FAMILIES, OBJECTIVES, SCHEDULES
from gan.objectives import Objective
from gan.options import GanConfig
from gan.recipe import Recipe
from gan.remedies.catalog import REMEDIES

TABLES = {
    "families": FAMILIES,
    "objectives": OBJECTIVES,
    "schedules": SCHEDULES,
    "remedies": REMEDIES,
}
ROWS = [(table, name) for table, rows in TABLES.items() for name in rows]


@pytest.mark.parametrize("table, name", ROWS, ids="/".join)
def test_a_row_says_what_it_is(table, name):
    row = TABLES[table][name]
    assert row.about.endswith(".") and row.about.count(". ") == 0
    assert row.source
    assert row.kinds is None or row.kinds and row.kinds <= set(KINDS)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_has_its_function(name):
    assert callable(FAMILIES[name].load())
    assert FAMILIES[name].shapes


@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_is_one_and_has_parts_where_it_says_so(name):
    objective = OBJECTIVES[name].load(name)
    assert isinstance(objective, Objective)
    assert (objective.parts is not None) == OBJECTIVES[name].has_parts


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_its_phases(name):
    phases = SCHEDULES[name].load()
    assert phases and all(map(callable, phases))
    assert 0 < SCHEDULES[name].batch_fraction <= 1


@pytest.mark.parametrize("name", REMEDIES)
def test_a_remedy_has_its_function_and_its_option(name):
    row = REMEDIES[name]
    assert callable(row.load())
    assert row.option in {field.name for field in fields(GanConfig)}
    off = GanConfig(**{row.option: row.off[-1]})
    assert not row.is_on(GanConfig()) and not row.is_on(off)


VALUES = {
    "r1": {"r1_weight": 1.0},
    "r2": {"r2_weight": 1.0},
    "gradient_penalty": {"gradient_penalty_weight": 1.0},
    "differentiable_augmentation": {"differentiable_augmentation": ("cutout",)},
    "adaptive_augmentation": {
        "differentiable_augmentation": ("cutout",),
        "adaptive_augmentation": 0.6,
    },
    "coverage": {"coverage_weight": 1.0},
    "rare_images": {"rare_repeats": 2},
    "critic_steps": {"critic_steps": 2},
    "generator_steps": {"generator_steps": 2},
    "accuracy_limit": {"accuracy_limit": 0.8},
    "warm_up": {"warm_up_updates": 5},
    "label_smoothing": {"label_smoothing": 0.1},
    "instance_noise": {"instance_noise": 0.3},
    "feature_matching": {"feature_matching_weight": 1.0},
    "lecam": {"lecam_weight": 0.3},
}


def test_every_remedy_has_a_value_here():
    assert set(VALUES) == set(REMEDIES)


@pytest.mark.parametrize("name", REMEDIES)
def test_a_remedy_changes_a_recipe(name):
    from gan.networks import build_networks
    from tests.gan.families import pixels

    config = GanConfig(**({"r1_weight": 0.0, "width": 4, "latent_dim": 3} | VALUES[name]))
    assert REMEDIES[name].is_on(config)
    recipe = build_networks(pixels(8, 8, 1), config, seed=0)
    plain = Recipe(
        generators=recipe.generators,
        critics=recipe.critics,
        objective=OBJECTIVES[config.loss].load(config.loss),
        schedule=recipe.schedule,
    )
    assert recipe != plain


@pytest.mark.parametrize(
    "module", ["gan.catalog", "gan.options", "gan.training_plan", "gan.snapshots"]
)
def test_tables_and_checks_need_no_tensorflow(module):
    program = (
        f"import sys, {module}\n"
        "from gan.checks import check_config\n"
        "from gan.options import GanConfig, settled\n"
        "check_config(settled(GanConfig(coverage_weight=1.0)), kind='images')\n"
        "print(sorted({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
