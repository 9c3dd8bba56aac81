"""Several steps of the critic for one of the generator: what it says is worth following then.

Reference: Goodfellow et al. 2014, algorithm 1 (its k steps); Arjovsky, Chintala, Bottou 2017,
section 3.
"""

from dataclasses import replace

from gan.options import GanConfig
from gan.recipe import Recipe


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with further steps (`gan.remedies.catalog.Remedy`)."""
    return replace(recipe, critic_steps=options.critic_steps)
