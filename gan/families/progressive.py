"""A pair that begins with images of few pixels and grows, step by step, to those of the data.

What is coarse is learned first, from many cheap updates. There is one network for all resolutions:
the steps to finer ones are there from the start, but are computed only from their turn on. The
critic averages every image down to the resolution that it has come to, real ones like fake ones.

Reference: Karras, Aila, Laine, Lehtinen 2018, sections 2 and 4.2. Sides and filters are those of
the dcgan pair, with half of its fewest filters at full size. There is one convolution a step where
the publication has two, step sizes are not equalised (its section 4.1), and the loss is the one
that the options name. Adam's moments are not started anew when a step comes in: those of the step
are 0 until then and no longer corrected for it, so that its first updates, while its share is
small, are up to (1 - beta_1) / sqrt(1 - beta_2) times as long as usual, 16 times by the defaults.
"""

from dataclasses import replace

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.families.dcgan import Sizes, fitted, mapped, sized_pair
from gan.layers import ImageShape, critic, latents_input, leaky, tanh
from gan.options import GanConfig
from gan.recipe import Recipe
from training.growing import GrowingDown, GrowingUp, PixelNormalization, grow


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c).
        classes: How many the pair is told apart; 0: a training is of one class.
        options: Latents, width, working size, mapping layers and dropout; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    pair = sized_pair(encoding, classes, options, _generator, _discriminator)
    return replace(pair, grow=grow)


def _filters(sizes: Sizes, halving: int) -> int:
    """Filters after a halving; before the first one, where pixels are many, there are few."""
    return sizes.filters[halving] if halving else sizes.filters[1] // 2


def _generator(shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int) -> keras.Model:
    latents = latents_input(options, classes)
    height, width = sizes.low
    filters = sizes.filters[sizes.halvings]
    x = layers.Dense(height * width * filters)(mapped(latents, options))
    x = layers.Reshape((height, width, filters))(x)
    x = PixelNormalization()(leaky(x))
    x = PixelNormalization()(leaky(layers.Conv2D(filters, 3, padding="same")(x)))
    images = layers.Conv2D(shape[-1], 1)(x)
    for level in range(sizes.halvings):
        x, images = GrowingUp(_filters(sizes, sizes.halvings - level - 1), level)([x, images])
    return keras.Model(latents, fitted(tanh(images), shape, sizes.shrinkage), name="generator")


def _discriminator(
    shape: ImageShape, sizes: Sizes, options: GanConfig, classes: int
) -> keras.Model:
    inputs = keras.Input(shape, name="images")
    images = inputs
    if sizes.shrinkage > 1:
        images = layers.AveragePooling2D(sizes.shrinkage, padding="same")(images)
    x = leaky(layers.Conv2D(_filters(sizes, 0), 1)(images))
    for halving in range(1, sizes.halvings + 1):
        x, images = GrowingDown(_filters(sizes, halving), sizes.halvings - halving)([x, images])
    x = leaky(layers.Conv2D(x.shape[-1], 3, padding="same")(x))
    return critic(inputs, layers.Dropout(options.dropout)(x), options, classes)
