"""A pull of the generator towards every training image, for classes of few images.

An adversarial loss alone may leave out most of a small class for thousands of updates. Here every
training image has an anchor: of a pool of fresh latents the one whose image is nearest to it. For
some updates the generator is drawn from each anchor's image to the training image; then a new pool
is drawn. The anchors are ordinary draws of the latents' distribution, so what they learn holds for
the images that are drawn later.

Reference: Li, Malik 2018, "Implicit Maximum Likelihood Estimation", section 3; beside an
adversarial loss it serves as a reconstruction of the data's layout only.
"""

import keras
import tensorflow as tf

from gan.comparison import compared
from gan.options import GanConfig
from gan.recipe import Batch, Recipe, with_part

_COMPARED_SIDE = 32
_POOL_PER_IMAGE = 10
_LARGEST_POOL = 2000


def coverage_loss(real_images: tf.Tensor, anchored_images: tf.Tensor) -> tf.Tensor:
    """Mean squared difference between training images and the images of their anchors.

    Args:
        real_images: float32 [n, h, w, c] in [-1, 1].
        anchored_images: float32 [n, h, w, c] in [-1, 1], what the generator makes of the anchors.

    Returns:
        A scalar, >= 0, per value of images of at most about 32 pixels a side.
    """
    return tf.reduce_mean(
        tf.square(compared(real_images, _COMPARED_SIDE) - compared(anchored_images, _COMPARED_SIDE))
    )


def nearest(images: tf.Tensor, candidates: tf.Tensor) -> tf.Tensor:
    """Index of the candidate that is nearest to each image (squared distance, first of equals).

    Args:
        images: float32 [n, h, w, c].
        candidates: float32 [m, h, w, c].

    Returns:
        int64 [n] in 0..m-1.
    """
    one, other = compared(images, _COMPARED_SIDE), compared(candidates, _COMPARED_SIDE)
    # The square of the image itself is the same for every candidate.
    lengths = tf.reduce_sum(other**2, axis=1)[tf.newaxis]
    return tf.argmin(lengths - 2.0 * tf.matmul(one, other, transpose_b=True), axis=1)


class Anchors:
    """The anchors of the class in training.

    Args:
        generator: From latents [n, latent_dim] to images.
        latent_dim: Length of a latent vector.
        interval: A new pool is drawn every so many updates.
    """

    def __init__(self, generator: keras.Model, latent_dim: int, interval: int) -> None:
        self._generator = generator
        self._latent_dim = latent_dim
        self._interval = interval
        self.latents = tf.Variable(
            tf.zeros((0, latent_dim)), shape=(None, latent_dim), trainable=False
        )
        """float32 [n, latent_dim], the anchor of every training image; part of the state."""

    def of(self, images: tf.Tensor, batch: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """The anchors of a batch, chosen anew where the update is due for it.

        Args:
            images: float32 [n, h, w, c] in [-1, 1], all training images of the class.
            batch: int32 [b], rows of `images`.
            seed: int32 [2], the unit's seed and the number of the update.

        Returns:
            Latents float32 [b, latent_dim].
        """
        tf.cond(
            tf.equal(seed[1] % self._interval, 0),
            lambda: self.latents.assign(self._choose(images, seed)),
            lambda: self.latents.read_value(),
        )
        return tf.gather(self.latents, batch)

    def _choose(self, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        count = tf.shape(images)[0]
        pool_size = tf.minimum(count * _POOL_PER_IMAGE, tf.maximum(count, _LARGEST_POOL))
        pool = tf.random.stateless_normal((pool_size, self._latent_dim), seed)
        return tf.gather(pool, nearest(images, self._generator(pool, training=False)))


class Coverage:
    """The pull as a term of the generator's loss.

    Args:
        anchors: Of the class in training.
        weight: Of the pull.
    """

    def __init__(self, anchors: Anchors, weight: float) -> None:
        self._anchors = anchors
        self._weight = weight
        self.variables = {"anchors": [anchors.latents]}

    def prepare(self, batch: Batch, examples: tf.Tensor, rows: tf.Tensor, seed: tf.Tensor) -> Batch:
        """The batch with the anchors of its rows."""
        return batch._replace(anchors=self._anchors.of(examples, rows, seed))

    def __call__(self, batch: Batch, fake: tf.Tensor, anchored: tf.Tensor) -> tf.Tensor:
        """The weighted pull, a scalar."""
        return self._weight * coverage_loss(batch.real, anchored)


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with the pull (`gan.remedies.catalog.Remedy`)."""
    generator = recipe.generator
    anchors = Anchors(generator, generator.input_shape[-1], options.coverage_interval)
    return with_part(recipe, term=Coverage(anchors, options.coverage_weight))
