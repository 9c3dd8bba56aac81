"""Augmentation inside the GAN: random, differentiable, on real and on fake images alike.

Reference: Zhao, Liu, Lin, Zhu, Han 2020, "Differentiable Augmentation for Data-Efficient GAN
Training", section 3.2 and appendix; the ranges are theirs.
"""

from collections.abc import Callable

import tensorflow as tf

from gan.options import GanConfig
from gan.recipe import Recipe, View, with_part

_TRANSLATION_RATIO = 1 / 8
_CUTOUT_RATIO = 1 / 2


Transform = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def _uniform(images: tf.Tensor, seed: tf.Tensor, purpose: int, low: float, high: float):
    """One number for each image, float32 [n, 1, 1, 1]."""
    folded = tf.random.experimental.stateless_fold_in(seed, purpose)
    shape = (tf.shape(images)[0], 1, 1, 1)
    return tf.random.stateless_uniform(shape, folded, minval=low, maxval=high)


def color(images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Random brightness, saturation and contrast; grey images are returned as they are.

    Args:
        images: float32 [n, h, w, c] in [-1, 1].
        seed: int32 [2].

    Returns:
        float32 [n, h, w, c], which may leave [-1, 1].
    """
    if images.shape[-1] == 1:
        return images
    images += _uniform(images, seed, 0, -0.5, 0.5)
    grey = tf.reduce_mean(images, axis=3, keepdims=True)
    images = grey + (images - grey) * _uniform(images, seed, 1, 0.0, 2.0)
    mean = tf.reduce_mean(images, axis=[1, 2, 3], keepdims=True)
    return mean + (images - mean) * _uniform(images, seed, 2, 0.5, 1.5)


def _whole(images: tf.Tensor, seed: tf.Tensor, purpose: int, low: int, high: int) -> tf.Tensor:
    """One whole number in low..high for each image, int32 [n]."""
    folded = tf.random.experimental.stateless_fold_in(seed, purpose)
    shape = (tf.shape(images)[0],)
    return tf.random.stateless_uniform(shape, folded, minval=low, maxval=high + 1, dtype=tf.int32)


def translation(images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Shift every image by up to an eighth of its sides; what comes in is 0 (mid-grey).

    Args and Returns as for `color`.
    """
    height, width = images.shape[1:3]
    for axis, side in enumerate((height, width)):
        most = int(side * _TRANSLATION_RATIO + 0.5)
        shift = _whole(images, seed, axis, -most, most)
        # A matrix product, since the gradient of a gather is slow: row i takes row i + shift.
        source = tf.range(side)[tf.newaxis, :] + shift[:, tf.newaxis]
        matrix = tf.one_hot(source, side)
        spec = "nij,njwc->niwc" if axis == 0 else "nij,nhjc->nhic"
        images = tf.einsum(spec, matrix, images)
    return images


def cutout(images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Set a rectangle of half of each side to 0 (mid-grey), anywhere, partly outside as well.

    Args and Returns as for `color`.
    """
    keep = []
    for axis, side in enumerate(images.shape[1:3]):
        size = int(side * _CUTOUT_RATIO + 0.5)
        start = _whole(images, seed, axis, 0, side - size % 2) - size // 2
        place = tf.range(side)[tf.newaxis, :] - start[:, tf.newaxis]
        keep.append(tf.cast((place >= 0) & (place < size), tf.float32))
    hole = keep[0][:, :, tf.newaxis] * keep[1][:, tf.newaxis, :]
    return images * (1.0 - hole)[..., tf.newaxis]


# By the choices of the remedy's row in `gan.remedies.catalog`.
TRANSFORMS: dict[str, Transform] = {
    "color": color,
    "translation": translation,
    "cutout": cutout,
}


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with a view for each transform, in the order of the names."""
    for name in options.differentiable_augmentation:
        recipe = with_part(recipe, view=_view(TRANSFORMS[name]))
    return recipe


def _view(transform: Transform) -> View:
    return lambda images, seed, done: transform(images, seed)
