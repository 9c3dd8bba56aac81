"""Penalties on the discriminator's slope."""

import keras
import tensorflow as tf


def r1_penalty(discriminator: keras.Model, real_images: tf.Tensor) -> tf.Tensor:
    """Mean squared norm of the logit's gradient at real images, halved.

    Args:
        discriminator: float32 [n, h, w, c] -> logits [n, 1].
        real_images: float32 [n, h, w, c] in [-1, 1].

    Returns:
        A scalar, >= 0, to be multiplied by the penalty's weight.

    Reference:
        Mescheder, Geiger, Nowozin 2018, equation 9.
    """
    with tf.GradientTape() as tape:
        tape.watch(real_images)
        logits = discriminator(real_images, training=True)
    slopes = tape.gradient(logits, real_images)
    return 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(slopes), axis=[1, 2, 3]))
