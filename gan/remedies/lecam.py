"""A critic that does not run away: its logits are held near those of the other side.

What it says of real examples is pulled towards what it has lately said of fake ones, and the other
way round; with few examples that keeps it from learning them by heart.

Reference: Tseng, Jiang, Liu, Yang, Yang 2021 (arXiv 2104.03310), "Regularizing Generative
Adversarial Networks under Limited Data", equation 5, with its running means of decay 0.99; theirs
are of batches' means, as here.
"""

from dataclasses import replace

import tensorflow as tf

from gan.objectives import Objective, Parts
from gan.options import GanConfig
from gan.recipe import Recipe, with_part

_DECAY = 0.99


class Anchors:
    """Running means of the critic's logits."""

    statistics: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.real = tf.Variable(0.0, trainable=False)
        self.fake = tf.Variable(0.0, trainable=False)
        self.variables = {"logit_anchors": [self.real, self.fake]}

    def follow(self, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """The means go on."""
        for mean, logits in ((self.real, real_logits), (self.fake, fake_logits)):
            mean.assign(_DECAY * mean + (1.0 - _DECAY) * tf.reduce_mean(logits))
        return {}


def held(objective: Objective, anchors: Anchors, weight: float) -> Objective:
    """An objective whose critic pays for logits that are far from the other side's mean.

    Args:
        objective: What it is added to; the generator's side stays as it is.
        anchors: The means.
        weight: Of the mean squared distances.
    """

    def of_real(logits: tf.Tensor) -> tf.Tensor:
        return weight * tf.reduce_mean(tf.square(logits - anchors.fake))

    def of_fake(logits: tf.Tensor) -> tf.Tensor:
        return weight * tf.reduce_mean(tf.square(logits - anchors.real))

    parts = objective.parts
    return Objective(
        critic=lambda real, fake: objective.critic(real, fake) + of_real(real) + of_fake(fake),
        generator=objective.generator,
        parts=parts
        and Parts(
            critic_real=lambda logits: parts.critic_real(logits) + of_real(logits),
            critic_fake=lambda logits: parts.critic_fake(logits) + of_fake(logits),
            generator=parts.generator,
        ),
    )


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the pull (`gan.remedies.catalog.Remedy`)."""
    anchors = Anchors()
    objective = held(recipe.objective, anchors, options.lecam_weight)
    return with_part(replace(recipe, objective=objective), control=anchors)
