"""One-sided label smoothing: the label of real examples is a little below 1, that of fake ones 0.

A discriminator that is extremely sure of a real example gives the generator no direction; smoothed
labels of fake ones would keep them where they are.

Reference: Salimans et al. 2016, section 3.4.
"""

from dataclasses import replace

import tensorflow as tf

from gan.objectives import Parts, cross_entropy_fake, cross_entropy_real, objective_of
from gan.options import GanConfig
from gan.recipe import Recipe


def smoothed_real(logits: tf.Tensor, smoothing: float) -> tf.Tensor:
    """Mean cross-entropy of real logits and the label 1 - smoothing.

    Args:
        logits: float32 [n, 1].
        smoothing: 0 to 0.5.
    """
    return (1.0 - smoothing) * cross_entropy_real(logits) + smoothing * cross_entropy_fake(logits)


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with smoothed labels (`gan.remedies.catalog.Remedy`)."""
    parts, ratio = recipe.objective.parts, recipe.objective.slope_ratio
    assert parts is not None  # the losses of the row have them
    smoothed = Parts(
        critic_real=lambda logits: smoothed_real(logits, options.label_smoothing),
        critic_fake=parts.critic_fake,
        generator=parts.generator,
    )
    return replace(recipe, objective=objective_of(smoothed, ratio))
