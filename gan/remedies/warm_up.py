"""A start in which the discriminator learns alone, from real examples and those of a generator that
is still as it was drawn: its step size is 0 meanwhile.

Reference: the source study, which trained its discriminator first.
"""

from dataclasses import replace

from gan.options import GanConfig
from gan.recipe import Recipe


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the start (`gan.catalog.Remedy`)."""
    return replace(recipe, warm_up_updates=options.warm_up_updates)
