"""Building blocks that families share; each takes and returns a Keras tensor."""

import keras
from keras import layers

ImageShape = tuple[int, int, int]

LEAK = 0.2  # Radford et al. 2016, section 4


def leaky(x: keras.KerasTensor) -> keras.KerasTensor:
    """Leaky rectifier."""
    return layers.LeakyReLU(LEAK)(x)


def normalised(x: keras.KerasTensor, momentum: float = 0.9) -> keras.KerasTensor:
    """Batch normalisation and leaky rectifier."""
    return leaky(layers.BatchNormalization(momentum=momentum)(x))


def tanh(x: keras.KerasTensor) -> keras.KerasTensor:
    """The end of a generator: float32 in [-1, 1]."""
    # Whatever the layers before compute in: bfloat16 has too few grey levels.
    return layers.Activation("tanh", dtype="float32")(x)


def logit(x: keras.KerasTensor) -> keras.KerasTensor:
    """The end of a critic: one float32 per example, without a sigmoid."""
    return layers.Dense(1, dtype="float32")(layers.Flatten()(x))


def enlarged_to_images(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    """Images in [-1, 1] of twice the sides.

    Args:
        x: [n, h, w, filters].
        channels: Of the images.

    Returns:
        [n, 2h, 2w, channels].
    """
    if channels > 1:
        return tanh(layers.Conv2DTranspose(channels, 4, 2, padding="same")(x))
    # To a single channel a transposed convolution is slow: here the four pixels of each position
    # come as channels (Shi et al. 2016, section 3.2).
    height, width = x.shape[1:3]
    x = layers.Reshape((height, width, 2, 2))(layers.Conv2D(4, 3, padding="same")(x))
    return tanh(layers.Reshape((2 * height, 2 * width, 1))(layers.Permute((1, 3, 2, 4))(x)))


def halved_from_images(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """First filters on images, of half the sides (rounded up).

    Args:
        x: [n, h, w, c].
        filters: How many.
    """
    height, width, channels = x.shape[1:]
    if channels > 1 or height % 2 or width % 2:
        return layers.Conv2D(filters, 4, 2, padding="same")(x)
    # The same the other way round: its slope at the images is a plain convolution, too.
    x = layers.Reshape((height // 2, 2, width // 2, 2))(x)
    x = layers.Reshape((height // 2, width // 2, 4))(layers.Permute((1, 3, 2, 4))(x))
    return layers.Conv2D(filters, 3, padding="same")(x)
