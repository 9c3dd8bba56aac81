"""Steps from one resolution to the next, which come into a network while it is trained.

A step has a share of what it gives: 0 before its turn, where its convolution is not computed at
all, then more and more of their output in the place of what the coarser resolution has alone, and 1
for good. The shares follow from the part of the training that lies behind (`grow`); they are
weights, so that a network that is read back has grown as far as it had.

Reference: Karras, Aila, Laine, Lehtinen 2018, section 2 and figure 2. Half of every step's time is
its fading in and half is for what is there, as in its appendix A.
"""

import keras
import tensorflow as tf
from keras import layers

GROWN_BY = 0.6
"""The part of a training by which all steps are in: the rest is for the whole network. Ours."""

_LEAK = 0.2
_TINY = 1e-8


def share_of(level: int, levels: int, done: tf.Tensor | float) -> tf.Tensor:
    """The share of a step, float32 in 0..1.

    Args:
        level: Which step, 0 (the coarsest) to levels - 1.
        levels: How many there are.
        done: The part of the training that lies behind, 0 to 1.
    """
    # The coarsest resolution has a turn of its own before the first step.
    turn = tf.convert_to_tensor(done, tf.float32) * (levels + 1) / GROWN_BY - (level + 1)
    return tf.clip_by_value(2.0 * turn, 0.0, 1.0)


def grow(model: keras.Model, done: tf.Tensor | float) -> None:
    """Give every step of a network its share (`share_of`)."""
    steps = [layer for layer in model._flatten_layers() if isinstance(layer, _Step)]
    for step in steps:
        step.moving_share.assign(share_of(step.level, len(steps), done))


class _Step(layers.Layer):
    """What both directions have: a convolution, another to or from colours, and the share.

    Args:
        filters: Of what it gives.
        level: Which step it is; 0 is the coarsest.
    """

    def __init__(self, filters: int, level: int, **options) -> None:
        super().__init__(**options)
        self.filters = filters
        self.level = level

    def build(self, input_shape) -> None:
        """The share; the convolutions are built by each direction."""
        self.moving_share = self.add_weight(
            name="moving_share", shape=(), initializer="zeros", trainable=False
        )

    def call(self, inputs):
        """What `grown` and `plain` come to by the share, for [x, images]."""
        share = tf.cast(tf.convert_to_tensor(self.moving_share), self.compute_dtype)
        plain = self.plain(*inputs)

        def faded() -> list[tf.Tensor]:
            grown = self.grown(*inputs)
            return [p + share * (g - p) for p, g in zip(plain, grown)]

        return tf.cond(share > 0, faded, lambda: [tf.identity(part) for part in plain])

    def get_config(self) -> dict:
        """What it is made with."""
        return super().get_config() | {"filters": self.filters, "level": self.level}


@keras.saving.register_keras_serializable(package="growing")
class GrowingUp(_Step):
    """A generator's step to twice the sides: [x, images] to [x, images], before any tanh."""

    def build(self, input_shape) -> None:
        """A convolution, and one to colours."""
        super().build(input_shape)
        (batch, height, width, filters), (*_, channels) = input_shape
        sides = (None if height is None else 2 * height, None if width is None else 2 * width)
        self.convolution = layers.Conv2D(self.filters, 3, padding="same", dtype=self.dtype_policy)
        self.to_image = layers.Conv2D(channels, 1, dtype=self.dtype_policy)
        self.convolution.build((batch, *sides, filters))
        self.to_image.build((batch, *sides, self.filters))

    def plain(self, x, images):
        """The images enlarged; a later step has nothing yet to go on from."""
        shape = tf.shape(x)
        nothing = tf.zeros((shape[0], 2 * x.shape[1], 2 * x.shape[2], self.filters), x.dtype)
        return [nothing, _enlarged(images)]

    def grown(self, x, images):
        """What the convolution makes of the enlarged features."""
        x = pixel_normalised(tf.nn.leaky_relu(self.convolution(_enlarged(x)), _LEAK))
        return [x, self.to_image(x)]

    def compute_output_shape(self, input_shape) -> list[tuple[int | None, ...]]:
        """Twice the sides."""
        (batch, height, width, _), (*_, channels) = input_shape
        return [(batch, 2 * height, 2 * width, count) for count in (self.filters, channels)]


@keras.saving.register_keras_serializable(package="growing")
class GrowingDown(_Step):
    """A critic's step to half of the sides (rounded up): [x, images] to [x, images]."""

    def build(self, input_shape) -> None:
        """A convolution, and one from colours."""
        super().build(input_shape)
        (batch, height, width, filters), (*_, channels) = input_shape
        self.convolution = layers.Conv2D(self.filters, 3, padding="same", dtype=self.dtype_policy)
        self.from_image = layers.Conv2D(self.filters, 1, dtype=self.dtype_policy)
        self.convolution.build((batch, height, width, filters))
        self.from_image.build((batch, None, None, channels))

    def plain(self, x, images):
        """The images at half of their sides, and features of them."""
        images = _halved(images)
        return [tf.nn.leaky_relu(self.from_image(images), _LEAK), images]

    def grown(self, x, images):
        """What the convolution makes of the finer features."""
        return [_halved(tf.nn.leaky_relu(self.convolution(x), _LEAK)), _halved(images)]

    def compute_output_shape(self, input_shape) -> list[tuple[int | None, ...]]:
        """Half of the sides."""
        (batch, height, width, _), (*_, channels) = input_shape
        sides = (-(-height // 2), -(-width // 2))
        return [(batch, *sides, count) for count in (self.filters, channels)]


@keras.saving.register_keras_serializable(package="growing")
class PixelNormalization(layers.Layer):
    """`pixel_normalised` as a layer."""

    def call(self, x):
        """[n, h, w, filters], likewise."""
        return pixel_normalised(x)

    def compute_output_shape(self, input_shape) -> tuple[int | None, ...]:
        """The same."""
        return tuple(input_shape)


def pixel_normalised(x: tf.Tensor) -> tf.Tensor:
    """Every place's features [n, h, w, filters] at a mean square of 1.

    Reference:
        Karras et al. 2018, section 4.2.
    """
    return x * tf.math.rsqrt(tf.reduce_mean(tf.square(x), axis=-1, keepdims=True) + _TINY)


def _enlarged(x: tf.Tensor) -> tf.Tensor:
    return tf.repeat(tf.repeat(x, 2, axis=1), 2, axis=2)


def _halved(x: tf.Tensor) -> tf.Tensor:
    return tf.nn.avg_pool2d(x, 2, 2, "SAME")
