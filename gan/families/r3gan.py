"""Residual networks without any normalisation, for images of any size.

Reference: Huang, Gokaslan, Kuleshov, Tompkin 2024, section 3: residual blocks whose last
convolution begins at 0 (as in Zhang, Dauphin, Ma 2019), bilinear resampling, no normalisation. Here
there is one block at every resolution, and convolutions are not grouped: processors have no fast
kernels for that. Sizes are those of the dcgan pair.
"""

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.families.dcgan import Sizes, fitted, mapped, sized_pair
from gan.layers import (
    ImageShape,
    critic,
    enlarged_to_images,
    halved_from_images,
    latents_input,
    leaky,
)
from gan.options import GanConfig
from gan.recipe import Recipe


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c).
        classes: How many the pair is told apart; 0: a training is of one class.
        options: Latents, width, working size, mapping layers and dropout; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    return sized_pair(encoding, classes, options, _generator, _discriminator)


def _residual(x: keras.KerasTensor) -> keras.KerasTensor:
    filters = x.shape[-1]
    inner = layers.Conv2D(filters, 3, padding="same")(leaky(x))
    # A block is the identity at first: depth does not raise the scale of what goes through.
    last = layers.Conv2D(filters, 3, padding="same", kernel_initializer="zeros")
    return layers.Add()([x, last(leaky(inner))])


def _with_filters(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    return x if x.shape[-1] == filters else layers.Conv2D(filters, 1)(x)


def _generator(shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int) -> keras.Model:
    latents = latents_input(options, classes)
    height, width = sizes.low
    filters = sizes.filters[sizes.halvings]
    x = layers.Dense(height * width * filters)(mapped(latents, options))
    x = _residual(layers.Reshape((height, width, filters))(x))
    for level in reversed(range(1, sizes.halvings)):
        x = layers.UpSampling2D(2, interpolation="bilinear")(_with_filters(x, sizes.filters[level]))
        x = _residual(x)
    x = fitted(enlarged_to_images(leaky(x), shape[-1]), shape, sizes.shrinkage)
    return keras.Model(latents, x, name="generator")


def _discriminator(
    shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int
) -> keras.Model:
    images = keras.Input(shape, name="images")
    x = images
    if sizes.shrinkage > 1:
        x = layers.AveragePooling2D(sizes.shrinkage, padding="same")(x)
    x = _residual(halved_from_images(x, sizes.filters[1]))
    for level in range(2, sizes.halvings + 1):
        x = _with_filters(layers.AveragePooling2D(2, padding="same")(x), sizes.filters[level])
        x = _residual(layers.Dropout(options.dropout)(x))
    return critic(images, leaky(x), options, classes)
