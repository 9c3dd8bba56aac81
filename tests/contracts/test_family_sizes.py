"""Every size and both channel counts, for all networks that differ: built, saved, passed through.

They are trained and gone on with once for all sizes of the same structure: what a training keeps is
a list of variables and random states, which no number of pixels is part of. What a family keeps to
at shapes of its own is in `test_families`; families that differ in their loss alone have the same
networks and are here once.
"""

from itertools import product

import numpy as np
import pytest
import tensorflow as tf

from datasets.images.options import IMAGE_SIZES
from gan.catalog import FAMILIES, NETWORK_SWITCHES
from gan.families.dcgan import sizes_of
from gan.networks import build_networks
from gan.trainer import GanTrainer
from tests.contracts.test_families import (
    CLASSES,
    LABELS,
    assert_built_saved_and_loaded,
    assert_goes_on_to_the_same_end,
    config_of,
    encoding_of,
    random_examples,
)

CHANNELS = (1, 3)
# Made for one size, at which `test_families` has it with both channel counts.
OF_ONE_SIZE = ("paper",)


OF_IMAGES = [name for name, row in FAMILIES.items() if "images" in row.kinds]


def _networks_of(name):
    """What decides what a family's networks are."""
    row = FAMILIES[name]
    return row.module, *(row.options.get(switch) for switch in NETWORK_SWITCHES)


DIFFERENT = {_networks_of(name): name for name in reversed(OF_IMAGES) if name not in OF_ONE_SIZE}
CASES = [
    (name, (side, side, channels))
    for name, side, channels in product(DIFFERENT.values(), IMAGE_SIZES, CHANNELS)
]


def _by_structure(name):
    """Sides of images for which a family's networks have the same layers, of other sizes."""
    found = {}
    for side in IMAGE_SIZES:
        sizes = sizes_of((side, side, 1), config_of(name))
        found.setdefault((sizes.shrinkage, sizes.halvings, sizes.attention_after), []).append(side)
    return list(found.values())


# One size of each structure and one channel count, in turn.
TRAINED = [
    (name, (sides[place % len(sides)],) * 2 + (CHANNELS[(place + i) % 2],))
    for place, name in enumerate(DIFFERENT.values())
    for i, sides in enumerate(_by_structure(name))
]


def test_all_families_and_sizes_are_among_the_cases():
    assert {_networks_of(name) for name in OF_IMAGES if name not in OF_ONE_SIZE} == set(DIFFERENT)
    assert (min(IMAGE_SIZES), max(IMAGE_SIZES)) == (28, 128)
    assert len(CASES) == len(set(CASES)) and set(TRAINED) < set(CASES)
    assert {name for name, _ in CASES} >= {"dcgan", "cgan", "sagan", "r3gan", "progressive"}
    assert {(name, shape[2]) for name, shape in TRAINED} == {*product(DIFFERENT.values(), CHANNELS)}
    assert {shape[0] for _, shape in TRAINED} == set(IMAGE_SIZES)


@pytest.mark.long
@pytest.mark.parametrize("name", DIFFERENT.values())
def test_all_sizes_of_a_structure_have_the_same_variables_of_other_shapes(name):
    def variables(side):
        recipe = build_networks(encoding_of(name, (side, side, 1)), config_of(name), 0, CLASSES)
        return [
            [(variable.name, variable.dtype, len(variable.shape)) for variable in model.variables]
            for model in recipe.networks.values()
        ]

    trained = [shape[0] for each, shape in TRAINED if each == name]
    for side, sides in zip(trained, _by_structure(name), strict=True):
        assert side in sides
        assert all(variables(other) == variables(side) for other in sides if other != side)


@pytest.mark.long
@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_it_is_built_saved_loaded_and_passed_through_at_every_size(name, shape, tmp_path):
    recipe = assert_built_saved_and_loaded(name, shape, tmp_path)
    assert_slopes_reach_every_weight(recipe, shape)


def assert_slopes_reach_every_weight(recipe, shape):
    """One pass forwards and back as in a training whose every step has come in, where it grows."""
    for model in recipe.networks.values() if recipe.grow else ():
        recipe.grow(model, 1.0)
    real = tf.constant(random_examples(shape))
    labels = LABELS if recipe.classes else None
    latents, judge = recipe.latents(len(real), tf.constant([0, 1]), 0, labels), recipe.judge(labels)
    with tf.GradientTape(persistent=True) as tape:
        fake = recipe.generator(latents, training=True)
        logits = judge(real, training=True), judge(fake, training=True)
        losses = recipe.objective.generator(*logits), recipe.objective.critic(*logits)
    assert fake.shape == real.shape and np.abs(fake).max() <= 1
    for model, loss in zip((recipe.generator, recipe.critic), losses, strict=True):
        slopes = tape.gradient(loss, model.trainable_variables)
        for weight, slope in zip(model.trainable_variables, slopes, strict=True):
            assert slope is not None and slope.shape == weight.shape, weight.path
            assert np.isfinite(slope).all(), weight.path
        assert np.any(slopes[0])  # of the layer that is reached last


@pytest.mark.long
@pytest.mark.parametrize("name, shape", TRAINED, ids=str)
def test_it_goes_on_to_the_same_end_at_a_size_of_every_structure(name, shape, monkeypatch):
    trainer = GanTrainer(encoding_of(name, shape), config_of(name), CLASSES)
    assert_goes_on_to_the_same_end(trainer, monkeypatch)
    for phase in trainer.compiled_phases:
        assert phase.experimental_get_tracing_count() == 1
