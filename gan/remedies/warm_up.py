"""A start in which the discriminator learns alone, from real examples and those of a generator that
is still as it was drawn: its step size is 0 meanwhile.

Reference: the source study, which trained its discriminator first.
"""

import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Brake, Recipe, with_part


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the start (`gan.remedies.catalog.Remedy`)."""
    return with_part(recipe, brake=_start(frozenset(recipe.generators), options.warm_up_updates))


def _start(generators: frozenset[str], updates: int) -> Brake:
    return lambda name, update: (
        tf.cast(update >= updates, tf.float32) if name in generators else 1.0
    )
