"""R1: a discriminator that is flat at real examples lets the game come to rest.

Reference: Mescheder, Geiger, Nowozin 2018, section 4.1.
"""

from gan.options import GanConfig
from gan.penalties import Penalty, zero_centred
from gan.recipe import Recipe, with_part


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the penalty (`gan.remedies.catalog.Remedy`)."""
    assert options.r1_weight is not None  # it is on
    penalty = Penalty(
        lambda critic, real, fake, seed: zero_centred(critic, real, options.pack),
        options.r1_weight,
        options.r1_interval,
    )
    return with_part(recipe, penalty=penalty)
