"""Penalties on a critic's slope."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import tensorflow as tf


@dataclass(frozen=True)
class Penalty:
    """A part of the critic's loss that is taken in some updates only.

    Lazy regularisation (Karras et al. 2020, section 3.1): every `interval`-th update, with a weight
    that is larger by that factor.
    """

    of: Callable[[keras.Model, tf.Tensor, tf.Tensor], tf.Tensor]
    """Critic, real and fake examples float32 [n, *shape] as the critic sees them -> scalar."""
    weight: float
    interval: int = 1
    sees_fake: bool = False
    """Whether fake examples play a part: then they have a slope from here, too."""

    def __call__(
        self, critic: keras.Model, real: tf.Tensor, fake: tf.Tensor, update: tf.Tensor
    ) -> tf.Tensor:
        """The weighted penalty where the update is due for it, else 0."""
        weight = self.weight * self.interval
        return tf.cond(
            tf.equal(update % self.interval, 0),
            lambda: weight * self.of(critic, real, fake),
            lambda: tf.constant(0.0),
        )


def r1_penalty(critic: keras.Model, real: tf.Tensor) -> tf.Tensor:
    """Mean squared norm of the logit's gradient at real examples, halved.

    Args:
        critic: float32 [n, *shape] -> logits [n, 1].
        real: float32 [n, *shape], encoded.

    Returns:
        A scalar, >= 0, to be multiplied by the penalty's weight.

    Reference:
        Mescheder, Geiger, Nowozin 2018, equation 9.
    """
    with tf.GradientTape() as tape:
        tape.watch(real)
        logits = critic(real, training=True)
    slopes = tape.gradient(logits, real)
    every_value = list(range(1, len(real.shape)))
    return 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(slopes), axis=every_value))
