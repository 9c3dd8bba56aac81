"""Building blocks that families share; each takes and returns a Keras tensor."""

from collections.abc import Callable

import keras
from keras import layers

from gan.options import GanConfig
from training.minibatch_deviation import MinibatchDeviation
from training.minibatch_discrimination import MinibatchDiscrimination
from training.spectral import SpectralConv2D

ImageShape = tuple[int, int, int]
Convolution = Callable[..., layers.Layer]

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


def latents_input(options: GanConfig, classes: int, noise: int = 0) -> keras.KerasTensor:
    """What a generator is given: latents, and the code of a class where it is told one.

    Args:
        options: Length of the latents.
        classes: How many it is told apart; 0: none.
        noise: Further standard normal values after the latents, which its draws are made by.
    """
    return keras.Input((options.latent_dim + noise + classes,), name="latents")


def critic_convolution(options: GanConfig) -> Convolution:
    """The kind of convolution that a critic has."""
    return SpectralConv2D if options.spectral_normalization else layers.Conv2D


def critic(
    images: keras.KerasTensor, features: keras.KerasTensor, options: GanConfig, classes: int
) -> keras.Model:
    """A critic of images: one float32 logit per example, without a sigmoid.

    A critic that is told the class adds a logit of its own for each, which is the projection of
    Miyato and Koyama 2018, equation 3: the inner product of the features and the class's vector.

    Args:
        images: Its input.
        features: [n, h, w, filters], what its layers make of them.
        options: Whether it is normalised spectrally, and what it is told of the rest of a batch.
        classes: How many it is told apart; 0: none, and images are its only input.
    """
    if options.minibatch_deviation:
        features = MinibatchDeviation()(features)
    if options.minibatch_discrimination:
        features = MinibatchDiscrimination()(features)
    logit = _of_all_places(1, features, options, use_bias=True)
    if not classes:
        return keras.Model(images, logit, name="discriminator")
    codes = keras.Input((classes,), name="class")
    by_class = _of_all_places(classes, features, options, use_bias=False)
    logit = layers.Add(dtype="float32")([logit, layers.Dot(1, dtype="float32")([by_class, codes])])
    return keras.Model([images, codes], logit, name="discriminator")


def _of_all_places(
    units: int, x: keras.KerasTensor, options: GanConfig, use_bias: bool
) -> keras.KerasTensor:
    """A dense layer on all values of images, float32 [n, units]."""
    if not options.spectral_normalization:
        return layers.Dense(units, use_bias=use_bias, dtype="float32")(layers.Flatten()(x))
    # The same as a convolution without anywhere to go.
    whole = SpectralConv2D(units, x.shape[1:3], use_bias=use_bias, dtype="float32")
    return layers.Flatten(dtype="float32")(whole(x))


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


def halved_from_images(
    x: keras.KerasTensor, filters: int, convolution: Convolution = layers.Conv2D
) -> keras.KerasTensor:
    """First filters on images, of half the sides (rounded up).

    Args:
        x: [n, h, w, c].
        filters: How many.
        convolution: Of what kind.
    """
    height, width, channels = x.shape[1:]
    if channels > 1 or height % 2 or width % 2:
        return convolution(filters, 4, 2, padding="same")(x)
    # The same the other way round: its slope at the images is a plain convolution, too.
    x = layers.Reshape((height // 2, 2, width // 2, 2))(x)
    x = layers.Reshape((height // 2, width // 2, 4))(layers.Permute((1, 3, 2, 4))(x))
    return convolution(filters, 3, padding="same")(x)


def attended(x: keras.KerasTensor, convolution: Convolution) -> keras.KerasTensor:
    """Images to which every place has added what it takes from all others.

    What is added begins at 0, by the kernel of its last convolution (in the publication by a
    factor), so that a network learns from near to far.

    Args:
        x: [n, h, w, filters], h and w at least 2.
        convolution: Of queries, keys and values.

    Reference:
        Zhang et al. 2019, section 3; keys and values from 2x2 places each as in its own code.
    """
    height, width, filters = x.shape[1:]
    inner, carried = max(filters // 8, 1), max(filters // 2, 1)
    queries = layers.Reshape((height * width, inner))(convolution(inner, 1)(x))
    pool = layers.MaxPooling2D(2, padding="same")
    keys, values = pool(convolution(inner, 1)(x)), pool(convolution(carried, 1)(x))
    places = keys.shape[1] * keys.shape[2]
    keys = layers.Reshape((places, inner))(keys)
    values = layers.Reshape((places, carried))(values)
    attention = layers.Softmax()(layers.Dot((2, 2))([queries, keys]))
    taken = layers.Reshape((height, width, carried))(layers.Dot((2, 1))([attention, values]))
    return layers.Add()([x, layers.Conv2D(filters, 1, kernel_initializer="zeros")(taken)])
