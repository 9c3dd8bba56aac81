"""Images as vectors that are compared by Euclidean distance: shapes, not details."""

import math

import numpy as np
import numpy.typing as npt
import tensorflow as tf


def compared(images: tf.Tensor, side: int) -> tf.Tensor:
    """Images averaged down over whole blocks of pixels, and flattened.

    Args:
        images: float32 [n, h, w, c].
        side: About how many pixels a side are left; smaller images stay as they are.

    Returns:
        float32 [n, values].
    """
    factor = max(1, max(images.shape[1:3]) // side)
    small = tf.nn.avg_pool2d(images, factor, factor, "SAME") if factor > 1 else images
    return tf.reshape(small, (tf.shape(small)[0], math.prod(small.shape[1:])))


def vectors(examples: np.ndarray | tf.Tensor, side: int) -> npt.NDArray[np.float32]:
    """Encoded examples of any kind as vectors [n, d]; images as `compared` has them."""
    if len(examples.shape) == 4:
        return compared(tf.convert_to_tensor(examples), side).numpy()
    return np.asarray(examples, np.float32).reshape(len(examples), -1)
