"""Dense layers alone, for images of any size: what a GAN was at first.

Reference: Goodfellow et al. 2014, section 5 (rectifiers in the generator; their maxout layers are
leaky rectifiers here, their sigmoid at the end a tanh).
"""

import math

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.layers import critic, latents_input, leaky, tanh
from gan.options import GanConfig
from gan.recipe import Recipe, pair_recipe

# Units of the two layers between, per filter of `--gan.width`.
_UNITS_PER_FILTER = (10, 20)


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of images, shape (h, w, c).
        classes: How many the pair is told apart; 0: a training is of one class.
        options: Latents, width and dropout; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    units = [factor * options.width for factor in _UNITS_PER_FILTER]
    return pair_recipe(
        _generator(encoding.shape, units, options, classes),
        _discriminator(encoding.shape, units, options, classes),
        options,
        classes,
    )


def _generator(
    shape: tuple[int, ...], units: list[int], options: GanConfig, classes: int
) -> keras.Model:
    latents = latents_input(options, classes)
    x = latents
    for count in units:
        x = leaky(layers.Dense(count)(x))
    x = layers.Reshape(shape)(layers.Dense(math.prod(shape))(x))
    return keras.Model(latents, tanh(x), name="generator")


def _discriminator(
    shape: tuple[int, ...], units: list[int], options: GanConfig, classes: int
) -> keras.Model:
    images = keras.Input(shape, name="images")
    x = layers.Flatten()(images)
    for count in reversed(units):
        x = layers.Dropout(options.dropout)(leaky(layers.Dense(count)(x)))
    return critic(images, layers.Reshape((1, 1, units[0]))(x), options, classes)
