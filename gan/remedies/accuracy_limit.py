"""A critic that waits while it tells too well: its step size is 0 above an accuracy.

A generator that is far behind has little to learn from a critic that is never wrong. How right it
is counts over about ten updates; as soon as the generator has caught up, the critic goes on.

Reference: the adaptive form of the k steps of Goodfellow et al. 2014, algorithm 1; a running mean
in the place of single batches is ours.
"""

import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Recipe, with_part

_MEMORY = 0.9
_AT_FIRST = 0.5


class AccuracyLimit:
    """How right the critic was lately, and what that lets it do.

    Args:
        limit: The mean of its accuracies on real and on fake examples above which it waits.
    """

    statistics = ("discriminator_learns",)

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self.accuracy = tf.Variable(_AT_FIRST, trainable=False)
        """float32, a running mean; part of the state."""
        self.variables = {"followed_accuracy": [self.accuracy]}

    def learns(self) -> tf.Tensor:
        """1 where the critic learns in the coming update, else 0."""
        return tf.cast(self.accuracy <= self._limit, tf.float32)

    def follow(self, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """The running mean goes on; whether the critic has learned in this update."""
        learned = self.learns()
        right = tf.concat([real_logits > 0, fake_logits < 0], axis=0)
        now = tf.reduce_mean(tf.cast(right, tf.float32))
        self.accuracy.assign(_MEMORY * self.accuracy + (1.0 - _MEMORY) * now)
        return {"discriminator_learns": learned}


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the limit (`gan.remedies.catalog.Remedy`)."""
    limit, critics = AccuracyLimit(options.accuracy_limit), frozenset(recipe.critics)
    return with_part(
        recipe,
        control=limit,
        brake=lambda name, update: limit.learns() if name in critics else 1.0,
    )
