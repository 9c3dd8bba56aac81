"""Fresh networks of a family, from a seed."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from datasets.kinds import Encoding
from foundation.errors import UserError
from gan.options import GanConfig
from gan.own_family import find_family
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
    family = find_family(config.networks)
    assert family is not None  # `gan.checks`
    build = family.load()
    with _computing_in(config.precision):
        told = classes if config.conditional else 0
        recipe = build(encoding, told, config, seed)
    if not isinstance(recipe, Recipe) or recipe.classes != told:
        found = f"of {recipe.classes}" if isinstance(recipe, Recipe) else type(recipe).__name__
        raise UserError(
            f"--gan {config.networks}: expected a Recipe of networks that are told apart {told} "
            f"classes, found one {found}."
        )
    draw_initial_weights(list(recipe.networks.values()), seed)
    return recipe
