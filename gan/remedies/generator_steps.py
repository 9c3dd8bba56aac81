"""Several steps of the generator for one of the critic: for one that is left behind.

Reference: Goodfellow et al. 2014, algorithm 1, with its k turned round; Heusel et al. 2017 reach
the same by unequal step sizes.
"""

from dataclasses import replace

from gan.options import GanConfig
from gan.recipe import Recipe


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with further steps (`gan.remedies.catalog.Remedy`)."""
    return replace(recipe, generator_steps=options.generator_steps)
