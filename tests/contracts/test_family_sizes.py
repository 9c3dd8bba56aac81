"""Every size and both channel counts, for all networks that differ: built, saved, gone on with.

What a family keeps to at shapes of its own is in `test_families`; families that differ in their
loss alone have the same networks and are here once.
"""

from itertools import product

import pytest

from datasets.images.options import IMAGE_SIZES
from gan.catalog import FAMILIES, NETWORK_SWITCHES
from gan.trainer import GanTrainer
from tests.contracts.test_families import (
    CLASSES,
    assert_built_saved_and_loaded,
    assert_goes_on_to_the_same_end,
    config_of,
    encoding_of,
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
# One channel count of each size, in turn.
QUICK = [
    (name, shape)
    for place, name in enumerate(DIFFERENT.values())
    for shape in [(s, s, CHANNELS[(place + i) % 2]) for i, s in enumerate(IMAGE_SIZES)]
]


def test_all_families_and_sizes_are_among_the_cases():
    assert {_networks_of(name) for name in OF_IMAGES if name not in OF_ONE_SIZE} == set(DIFFERENT)
    assert len(CASES) == 2 * len(QUICK) == len(set(CASES)) and set(QUICK) < set(CASES)
    assert (min(IMAGE_SIZES), max(IMAGE_SIZES)) == (28, 128)
    assert {name for name, _ in QUICK} >= {"dcgan", "cgan", "sagan", "r3gan", "progressive"}
    assert {(name, shape[2]) for name, shape in QUICK} == {*product(DIFFERENT.values(), CHANNELS)}


@pytest.mark.long
@pytest.mark.parametrize("name, shape", QUICK, ids=str)
def test_it_is_built_saved_and_loaded_at_every_size(name, shape, tmp_path):
    assert_built_saved_and_loaded(name, shape, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_it_goes_on_to_the_same_end_at_every_size(name, shape, tmp_path, monkeypatch):
    if (name, shape) not in QUICK:
        assert_built_saved_and_loaded(name, shape, tmp_path)
    trainer = GanTrainer(encoding_of(name, shape), config_of(name), CLASSES)
    assert_goes_on_to_the_same_end(trainer, monkeypatch)
