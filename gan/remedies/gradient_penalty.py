"""A critic whose slope is about 1 between real and fake examples: what a Wasserstein loss needs.

Reference: Gulrajani et al. 2017, section 4.
"""

from functools import partial

from gan.options import GanConfig
from gan.penalties import Penalty, one_centred
from gan.recipe import Recipe, with_part


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the penalty (`gan.remedies.catalog.Remedy`)."""
    penalty = Penalty(
        partial(one_centred, pack=options.pack),
        options.gradient_penalty_weight,
        options.gradient_penalty_interval,
        sees_fake=True,
    )
    return with_part(recipe, penalty=penalty)
