"""The pair of the source study, for 64x64 images; its constants are the publication's."""

import keras
from keras import layers

from datasets.kinds import Encoding
from foundation.errors import UserError
from gan.layers import ImageShape, critic, leaky, tanh
from gan.options import GanConfig
from gan.recipe import Recipe, pair_recipe

_SIDE = 64
_MOMENTUM = 0.8


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c), h = w = 64.
        classes: 0: it is not made to be told a class (`gan.catalog.Family`).
        options: Length of the latents; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.

    Raises:
        UserError: The images have another size.
    """
    height, width, channels = encoding.shape
    if (height, width) != (_SIDE, _SIDE):
        raise UserError(
            f"gan.networks: paper is made for 64x64 images, found {height}x{width}; "
            "use --preset paper or --image-size 64."
        )
    generator = _generator(options.latent_dim, channels)
    return pair_recipe(generator, _discriminator((height, width, channels), options), options)


def _generator(latent_dim: int, channels: int) -> keras.Model:
    latents = keras.Input((latent_dim,), name="latents")
    x = leaky(layers.Dense(128 * 16 * 16)(latents))
    x = layers.Reshape((16, 16, 128))(x)
    for filters in (128, 64):
        x = layers.BatchNormalization(momentum=_MOMENTUM)(x)
        x = layers.UpSampling2D(2)(x)
        x = leaky(layers.Conv2D(filters, 3, padding="same")(x))
    x = layers.BatchNormalization(momentum=_MOMENTUM)(x)
    x = tanh(layers.Conv2D(channels, 3, padding="same")(x))
    return keras.Model(latents, x, name="generator")


def _discriminator(shape: ImageShape, options: GanConfig) -> keras.Model:
    images = keras.Input(shape, name="images")
    x = images
    for filters, strides in ((32, 2), (64, 2), (128, 2), (256, 1)):
        if filters >= 128:
            x = layers.BatchNormalization(momentum=_MOMENTUM)(x)
        x = leaky(layers.Conv2D(filters, 3, strides, padding="same")(x))
        x = layers.Dropout(0.25)(x)
        if filters == 64:
            x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    return critic(images, x, options, classes=0)
