"""A pull of the generator towards the mean features that real examples have in the discriminator.

Reference: Salimans et al. 2016, section 3.1; beside the adversarial loss, as a further part of it.
"""

import keras
import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Batch, Recipe, with_part


def feature_distance(real: tf.Tensor, fake: tf.Tensor) -> tf.Tensor:
    """Mean squared difference of mean features, a scalar >= 0.

    Args:
        real: float32 [n, ...], features of real examples.
        fake: float32 [m, ...], of fake ones.
    """
    return tf.reduce_mean(tf.square(tf.reduce_mean(real, axis=0) - tf.reduce_mean(fake, axis=0)))


class FeatureMatching:
    """The pull, as a term of a recipe (`gan.recipe.Term`).

    Args:
        recipe: The last layer of its critic makes a logit of features; those are compared.
        weight: Of the distance.
    """

    def __init__(self, recipe: Recipe, weight: float) -> None:
        self._recipe = recipe
        self._features = keras.Model(recipe.critic.inputs, features_of(recipe.critic))
        self._weight = weight

    def prepare(self, batch: Batch, examples: tf.Tensor, rows: tf.Tensor, seed: tf.Tensor) -> Batch:
        """Nothing is needed beside the batch."""
        return batch

    def __call__(self, batch: Batch, fake: tf.Tensor, anchored: tf.Tensor) -> tf.Tensor:
        """The weighted distance; real examples are constants in its slope."""
        real = tf.stop_gradient(self._seen(batch.real, batch.labels))
        return self._weight * feature_distance(real, self._seen(fake, batch.labels))

    def _seen(self, examples: tf.Tensor, labels: tf.Tensor | None) -> tf.Tensor:
        inputs = examples if labels is None else [examples, self._recipe.codes(labels)]
        return tf.cast(self._features(inputs, training=False), tf.float32)


def features_of(critic: keras.Model) -> keras.KerasTensor:
    """What the logit of a critic is made of: the input of the last layer that has weights."""
    return [layer for layer in critic.layers if layer.weights][-1].input


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the pull (`gan.remedies.catalog.Remedy`)."""
    return with_part(recipe, term=FeatureMatching(recipe, options.feature_matching_weight))
