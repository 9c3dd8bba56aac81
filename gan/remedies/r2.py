"""R2: the same flatness at fake examples, where a relativistic loss needs it as well.

Reference: Mescheder, Geiger, Nowozin 2018, section 4.1; Huang et al. 2024, section 2.2.
"""

from gan.options import GanConfig
from gan.penalties import Penalty, zero_centred
from gan.recipe import Recipe, with_part


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the penalty (`gan.remedies.catalog.Remedy`)."""
    penalty = Penalty(
        lambda critic, real, fake, seed: zero_centred(critic, fake, options.pack),
        options.r2_weight,
        options.r1_interval,
        sees_fake=True,
    )
    return with_part(recipe, penalty=penalty)
