"""A small DCGAN for images of any size.

Where the images are larger than the config's working size, the generator draws smaller ones and
enlarges them (bilinear), and the discriminator averages what it gets down to that size.

Reference: Radford, Metz, Chintala 2016, section 3 (strided and transposed convolutions, batch
normalisation in the generator, no pooling between convolutions, tanh). The discriminator has no
batch normalisation, so that real and fake images can go through in separate passes.
"""

from dataclasses import dataclass

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.layers import (
    ImageShape,
    enlarged_to_images,
    halved_from_images,
    leaky,
    logit,
    normalised,
)
from gan.options import GanConfig
from gan.recipe import Recipe, pair_recipe

_MAPPING_UNITS = 128


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c).
        classes: Plays no part: a training is of one class.
        options: Latents, width, working size, mapping layers and dropout; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    height, width, channels = encoding.shape
    shape = (height, width, channels)
    sizes = _sizes(shape, options)
    return pair_recipe(
        _generator(shape, sizes, options), _discriminator(shape, sizes, options), options
    )


@dataclass(frozen=True)
class _Sizes:
    """What both networks agree on."""

    shrinkage: int
    """By how much the pair's own images are smaller than those it gets and gives; 1 for equal."""
    halvings: int
    """How often the pair's own images are halved."""
    filters: tuple[int, ...]
    """Of the images after each halving; entry 0, the image itself, has its own channels."""
    low: tuple[int, int]
    """Sides after the last halving."""


def _sizes(shape: ImageShape, options: GanConfig) -> _Sizes:
    *sides, channels = shape
    shrinkage = 1
    if options.working_size is not None:
        shrinkage = max(1, round(max(sides) / options.working_size))
    inner = [-(-side // shrinkage) for side in sides]
    halvings = max(_halvings(max(inner)), 1)
    filters = [channels] + [options.width * 2 ** min(level, 2) for level in range(halvings)]
    height, width = (-(-side // 2**halvings) for side in inner)
    return _Sizes(shrinkage, halvings, tuple(filters), (height, width))


def _halvings(side: int) -> int:
    """How often a side is halved (rounding up) on the way to 4 to 7 pixels; at most 4."""
    count = 0
    while side > 7 and count < 4:
        side = -(-side // 2)
        count += 1
    return count


def _generator(shape: ImageShape, sizes: _Sizes, options: GanConfig) -> keras.Model:
    latents = keras.Input((options.latent_dim,), name="latents")
    x = _mapped(latents, options.mapping_layers)
    height, width = sizes.low
    filters = sizes.filters[sizes.halvings]
    x = normalised(layers.Dense(height * width * filters, use_bias=False)(x))
    x = layers.Reshape((height, width, filters))(x)
    # Ours: where pixels are few, one more layer is cheap, and strokes break less often.
    x = normalised(layers.Conv2D(filters, 3, padding="same", use_bias=False)(x))
    for level in reversed(range(1, sizes.halvings)):
        wider = layers.Conv2DTranspose(sizes.filters[level], 4, 2, padding="same", use_bias=False)
        x = normalised(wider(x))
    x = _fitted(enlarged_to_images(x, shape[-1]), shape, sizes.shrinkage)
    return keras.Model(latents, x, name="generator")


def _mapped(latents: keras.KerasTensor, count: int) -> keras.KerasTensor:
    if not count:
        return latents
    # All latents at one length: longer ones would come out as images of more contrast.
    x = layers.UnitNormalization()(latents)
    for _ in range(count):
        x = leaky(layers.Dense(_MAPPING_UNITS)(x))
    return x


def _fitted(x: keras.KerasTensor, shape: ImageShape, shrinkage: int) -> keras.KerasTensor:
    """The pair's own images at the size of the real ones."""
    if shrinkage > 1:
        x = layers.UpSampling2D(shrinkage, interpolation="bilinear", dtype="float32")(x)
    surplus = [drawn - side for drawn, side in zip(x.shape[1:3], shape)]
    if not any(surplus):
        return x
    crop = tuple((extra // 2, extra - extra // 2) for extra in surplus)
    return layers.Cropping2D(crop, dtype="float32")(x)


def _discriminator(shape: ImageShape, sizes: _Sizes, options: GanConfig) -> keras.Model:
    images = keras.Input(shape, name="images")
    x = images
    if sizes.shrinkage > 1:
        x = layers.AveragePooling2D(sizes.shrinkage, padding="same")(x)
    x = halved_from_images(x, sizes.filters[1])
    for level in range(sizes.halvings):
        if level > 0:
            x = layers.Conv2D(sizes.filters[level + 1], 4, 2, padding="same")(x)
        x = layers.Dropout(options.dropout)(leaky(x))
    return keras.Model(images, logit(x), name="discriminator")
