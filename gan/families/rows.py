"""Dense layers for rows of a table: numbers as they are, categories as relaxed draws.

References: Goodfellow et al. 2014, section 5, for dense layers; Jang, Gu, Poole 2017 for the draws
of categories; Huang et al. 2024, section 2, for the loss and both penalties that its row turns on.
"""

from dataclasses import replace

import keras
from keras import layers

from datasets.kinds import Encoding
from gan.layers import latents_input, leaky
from gan.options import GanConfig
from gan.recipe import Recipe, pair_recipe
from training.minibatch_deviation import MinibatchDeviation
from training.minibatch_discrimination import MinibatchDiscrimination
from training.packing import Packed, Unpacked
from training.row_end import RowEnd

_LAYERS = 2
_TEMPERATURE = 0.2


def build(encoding: Encoding, classes: int, options: GanConfig, seed: int) -> Recipe:
    """The pair with all that belongs to its training (`gan.catalog.Family`).

    Args:
        encoding: Of rows, shape (d,), with their spans.
        classes: How many the pair is told apart; 0: a training is of one class.
        options: Latents, width and dropout; what `pair_recipe` needs.
        seed: Plays no part: `gan.networks` draws the weights.
    """
    recipe = pair_recipe(
        _generator(encoding, options, classes),
        _discriminator(encoding.shape, options, classes),
        options,
        classes,
    )
    return replace(recipe, noise=_noise(encoding))


def _noise(encoding: Encoding) -> int:
    """How many values of noise a row's categories take."""
    return sum(span.width for span in encoding.spans if span.activation == "softmax")


def _dense(x: keras.KerasTensor, units: int) -> keras.KerasTensor:
    # He et al. 2015, section 2.2, for rectifiers.
    return leaky(layers.Dense(units, kernel_initializer="he_normal")(x))


def _generator(encoding: Encoding, options: GanConfig, classes: int) -> keras.Model:
    noise = _noise(encoding)
    latents = latents_input(options, classes, noise)
    own, end = options.latent_dim, options.latent_dim + noise
    x = layers.Concatenate()([latents[:, :own], latents[:, end:]]) if classes else latents[:, :own]
    for _ in range(_LAYERS):
        x = _dense(x, options.width)
    x = layers.Dense(encoding.shape[0], dtype="float32")(x)
    spans = [(span.width, span.activation) for span in encoding.spans]
    rows = RowEnd(spans, _TEMPERATURE, dtype="float32")(x, latents[:, own:end])
    return keras.Model(latents, rows, name="generator")


def _discriminator(shape: tuple[int, ...], options: GanConfig, classes: int) -> keras.Model:
    rows = keras.Input(shape, name="rows")
    inputs, x = [rows], rows
    if classes:
        inputs.append(keras.Input((classes,), name="class"))
        x = layers.Concatenate()(inputs)
    told = x
    if options.pack > 1:
        x = Packed(options.pack)(told)
    for _ in range(_LAYERS):
        x = layers.Dropout(options.dropout)(_dense(x, options.width))
    x = _compared(x, options)
    logit = layers.Dense(1, dtype="float32")(x)
    if options.pack > 1:
        logit = Unpacked(options.pack, dtype="float32")(logit, told)
    return keras.Model(inputs if classes else rows, logit, name="discriminator")


def _compared(x: keras.KerasTensor, options: GanConfig) -> keras.KerasTensor:
    """What the layers have come to, with what they are told of the rest of the batch."""
    told: list[layers.Layer] = []
    if options.minibatch_deviation:
        told.append(MinibatchDeviation())
    if options.minibatch_discrimination:
        told.append(MinibatchDiscrimination())
    if not told:
        return x
    x = layers.Reshape((1, 1, x.shape[-1]))(x)  # as images of one place, which they compare
    for layer in told:
        x = layer(x)
    return layers.Flatten()(x)
