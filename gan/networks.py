"""Fresh networks of a family, from a seed."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from datasets.kinds import Encoding
from gan.catalog import FAMILIES
from gan.options import GanConfig
from gan.recipe import Recipe
from training.initial_weights import draw_initial_weights


@contextmanager
def _computing_in(precision: str) -> Iterator[None]:
    """Layers that are made here compute in a precision; their weights are float32.

    Reference:
        Micikevicius et al. 2018, section 3.1, for master weights; bfloat16 needs no loss scaling.
    """
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def build_networks(encoding: Encoding, config: GanConfig, seed: int, classes: int = 1) -> Recipe:
    """Freshly initialised networks with all that belongs to their training.

    Args:
        encoding: Of the examples that they learn.
        config: Names the family and its sizes.
        seed: Of the initial weights and of the dropout masks.
        classes: How many the examples are of; a conditional pair is told which.

    Raises:
        UserError: The networks cannot be built for these examples.
    """
    build = FAMILIES[config.networks].load()
    with _computing_in(config.precision):
        recipe = build(encoding, classes if config.conditional else 0, config, seed)
    draw_initial_weights(list(recipe.networks.values()), seed)
    return recipe
