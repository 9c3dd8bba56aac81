"""Augmentation inside the GAN that is as probable as the critic needs it.

A critic that learns its few training images by heart is sure of them. How often it calls them real
is followed, and the probability that an image is changed rises while it is above what is aimed at,
and falls below it.

Reference: Karras, Aittala, Hellsten, Laine, Lehtinen, Aila 2020 (arXiv 2006.06676), section 3: the
heuristic r_t is the mean sign of the critic at training images, aimed at 0.6. Theirs looks at four
batches at a time, this one at a running mean of about four; theirs may go from 0 to 1 within
500,000 images of 25 million, this one within 20,000, as trainings here are shorter.
"""

from dataclasses import replace

import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Recipe, View, with_part

_MEMORY = 0.75
_IMAGES_FROM_0_TO_1 = 20_000
# Tells the choice of images apart from the draws of the transform itself.
_CHOICE = 1000


class AugmentationProbability:
    """How probable a change is, by how sure the critic is of real examples.

    Args:
        aim: Mean sign of the critic's logits at real examples.
    """

    statistics = ("augmentation_probability",)

    def __init__(self, aim: float) -> None:
        self._aim = aim
        self.sign = tf.Variable(0.0, trainable=False)
        """float32 in -1..1, the running mean of signs."""
        self.probability = tf.Variable(0.0, trainable=False)
        """float32 in 0..1; both are parts of the state."""
        self.variables = {"augmentation": [self.sign, self.probability]}

    def follow(self, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """Move the probability; what it was in this update."""
        used = self.probability.read_value()
        now = tf.reduce_mean(tf.sign(real_logits))
        self.sign.assign(_MEMORY * self.sign + (1.0 - _MEMORY) * now)
        step = tf.cast(tf.shape(real_logits)[0], tf.float32) / _IMAGES_FROM_0_TO_1
        moved = used + step * tf.sign(self.sign - self._aim)
        self.probability.assign(tf.clip_by_value(moved, 0.0, 1.0))
        return {"augmentation_probability": used}

    def sometimes(self, view: View) -> View:
        """A view that changes each example with the probability, on its own."""

        def chosen(examples: tf.Tensor, seed: tf.Tensor, done: tf.Tensor | float) -> tf.Tensor:
            folded = tf.random.experimental.stateless_fold_in(seed, _CHOICE)
            each = (tf.shape(examples)[0], *[1] * (len(examples.shape) - 1))
            changes = tf.random.stateless_uniform(each, folded) < self.probability
            return tf.where(changes, view(examples, seed, done), examples)

        return chosen


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe whose views so far, those of the augmentation, are taken by chance."""
    control = AugmentationProbability(options.adaptive_augmentation)
    views = tuple(map(control.sometimes, recipe.views))
    return with_part(replace(recipe, views=views), control=control)
