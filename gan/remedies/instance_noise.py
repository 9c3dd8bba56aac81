"""Noise on what the discriminator sees, real and fake alike, which fades as the training goes on.

Two distributions that hardly overlap are told apart without error, and then there is no way to go;
with noise they overlap.

Reference: Sønderby et al. 2017, section 2.2; Arjovsky, Bottou 2017, section 3. That it falls
linearly is ours.
"""

import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Recipe, with_part


def noisy(
    examples: tf.Tensor, seed: tf.Tensor, done: tf.Tensor | float, deviation: float
) -> tf.Tensor:
    """Examples with Gaussian noise.

    Args:
        examples: float32 [n, *shape].
        seed: int32 [2].
        done: The part of the training that lies behind, 0 to 1.
        deviation: Of the noise at the beginning; it is 0 at the end.

    Returns:
        float32 [n, *shape].
    """
    noise = tf.random.stateless_normal(tf.shape(examples), seed)
    return examples + deviation * (1.0 - done) * noise


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the noise (`gan.remedies.catalog.Remedy`)."""
    deviation = options.instance_noise
    return with_part(
        recipe, view=lambda examples, seed, done: noisy(examples, seed, done, deviation)
    )
