"""A small DCGAN for images of any size.

Where the images are larger than the config's working size, the generator draws smaller ones and
enlarges them (bilinear), and the discriminator averages what it gets down to that size.

Reference: Radford, Metz, Chintala 2016, section 3 (strided and transposed convolutions, batch
normalisation in the generator, no pooling between convolutions, tanh). The discriminator has no
batch normalisation, so that real and fake images can go through in separate passes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.layers import (
    ImageShape,
    attended,
    critic,
    critic_convolution,
    enlarged_to_images,
    halved_from_images,
    latents_input,
    leaky,
    normalised,
)
from gan.options import GanConfig
from gan.recipe import Recipe, pair_recipe

Maker = Callable[[ImageShape, "Sizes", GanConfig, int], keras.Model]

_MAPPING_UNITS = 128
# Attention is where sides are no longer than this: its time grows with the fourth power of them.
_ATTENTION_SIDE = 16


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c).
        classes: How many the pair is told apart; 0: a training is of one class.
        options: Latents, width, working size, mapping layers, dropout, attention and the
            discriminator's normalisation; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    return sized_pair(encoding, classes, options, _generator, _discriminator)


def sized_pair(
    encoding: Encoding, classes: int, options: GanConfig, generator: Maker, discriminator: Maker
) -> Recipe:
    """A pair for images whose two networks are made for the same sizes.

    Args:
        encoding: Of images, shape (h, w, c).
        classes: How many the pair is told apart; 0: none.
        options: What both are made by.
        generator: From shape, sizes, options and classes to a network.
        discriminator: Likewise.
    """
    height, width, channels = encoding.shape
    shape = (height, width, channels)
    how = (shape, sizes_of(shape, options), options, classes)
    return pair_recipe(generator(*how), discriminator(*how), options, classes)


@dataclass(frozen=True)
class Sizes:
    """What both networks of a pair agree on."""

    shrinkage: int
    """By how much the pair's own images are smaller than those it gets and gives; 1 for equal."""
    halvings: int
    """How often the pair's own images are halved."""
    filters: tuple[int, ...]
    """Of the images after each halving; entry 0, the image itself, has its own channels."""
    low: tuple[int, int]
    """Sides after the last halving."""
    attention_after: int | None
    """The halving after which places look at each other; None: nowhere."""


def sizes_of(shape: ImageShape, options: GanConfig) -> Sizes:
    """The sizes for images of a shape."""
    *sides, channels = shape
    shrinkage = 1
    if options.working_size is not None:
        shrinkage = max(1, round(max(sides) / options.working_size))
    inner = [-(-side // shrinkage) for side in sides]
    halvings = max(_halvings(max(inner)), 1)
    filters = [channels] + [options.width * 2 ** min(level, 2) for level in range(halvings)]
    height, width = (-(-side // 2**halvings) for side in inner)
    attention = _first_halving_to(_ATTENTION_SIDE, max(inner)) if options.self_attention else None
    return Sizes(shrinkage, halvings, tuple(filters), (height, width), attention)


def _first_halving_to(most: int, side: int) -> int:
    """Which halving is the first after which a side is no longer than that; at least the first."""
    halving = 1
    while -(-side // 2**halving) > most:
        halving += 1
    return halving


def _halvings(side: int) -> int:
    """How often a side is halved (rounding up) on the way to 4 to 7 pixels; at most 4."""
    count = 0
    while side > 7 and count < 4:
        side = -(-side // 2)
        count += 1
    return count


def _generator(shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int) -> keras.Model:
    latents = latents_input(options, classes)
    x = mapped(latents, options)
    height, width = sizes.low
    filters = sizes.filters[sizes.halvings]
    x = normalised(layers.Dense(height * width * filters, use_bias=False)(x))
    x = layers.Reshape((height, width, filters))(x)
    # Ours: where pixels are few, one more layer is cheap, and strokes break less often.
    x = normalised(layers.Conv2D(filters, 3, padding="same", use_bias=False)(x))
    if sizes.attention_after == sizes.halvings:
        x = attended(x, layers.Conv2D)
    for level in reversed(range(1, sizes.halvings)):
        wider = layers.Conv2DTranspose(sizes.filters[level], 4, 2, padding="same", use_bias=False)
        x = normalised(wider(x))
        if level == sizes.attention_after:
            x = attended(x, layers.Conv2D)
    x = fitted(enlarged_to_images(x, shape[-1]), shape, sizes.shrinkage)
    return keras.Model(latents, x, name="generator")


def mapped(latents: keras.KerasTensor, options: GanConfig) -> keras.KerasTensor:
    """Latents after the mapping layers, [n, units]; as they are where there is none."""
    if not options.mapping_layers:
        return latents
    # All latents at one length: longer ones would come out as images of more contrast.
    x = layers.UnitNormalization()(latents[:, : options.latent_dim])
    if latents.shape[1] > options.latent_dim:
        x = layers.Concatenate()([x, latents[:, options.latent_dim :]])
    for _ in range(options.mapping_layers):
        x = leaky(layers.Dense(_MAPPING_UNITS)(x))
    return x


def fitted(x: keras.KerasTensor, shape: ImageShape, shrinkage: int) -> keras.KerasTensor:
    """The pair's own images at the size of the real ones."""
    if shrinkage > 1:
        x = layers.UpSampling2D(shrinkage, interpolation="bilinear", dtype="float32")(x)
    surplus = [drawn - side for drawn, side in zip(x.shape[1:3], shape)]
    if not any(surplus):
        return x
    crop = tuple((extra // 2, extra - extra // 2) for extra in surplus)
    return layers.Cropping2D(crop, dtype="float32")(x)


def _discriminator(
    shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int
) -> keras.Model:
    convolution = critic_convolution(options)
    images = keras.Input(shape, name="images")
    x = images
    if sizes.shrinkage > 1:
        x = layers.AveragePooling2D(sizes.shrinkage, padding="same")(x)
    x = halved_from_images(x, sizes.filters[1], convolution)
    for level in range(sizes.halvings):
        if level > 0:
            x = convolution(sizes.filters[level + 1], 4, 2, padding="same")(x)
        if level + 1 == sizes.attention_after:
            x = attended(x, convolution)
        x = layers.Dropout(options.dropout)(leaky(x))
    return critic(images, x, options, classes)
