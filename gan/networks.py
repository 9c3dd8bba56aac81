"""Generator/discriminator pairs, as a table of functions.

Every generator maps latents float32 [n, latent_dim] to images float32 [n, h, w, c] in [-1, 1];
every discriminator maps such images to logits float32 [n, 1]. A sigmoid that a publication puts on
the discriminator is part of the loss here (`gan.objectives`), where it is numerically stable.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
from keras import layers

from foundation.errors import UserError
from gan.options import GanConfig
from training.initial_weights import draw_initial_weights

ImageShape = tuple[int, int, int]
Pair = tuple[keras.Model, keras.Model]

_MAPPING_UNITS = 128
_LEAK = 0.2  # Radford et al. 2016, section 4


def _halvings(side: int) -> int:
    """How often a side is halved (rounding up) on the way to 4 to 7 pixels; at most 4."""
    count = 0
    while side > 7 and count < 4:
        side = -(-side // 2)
        count += 1
    return count


def _normalised(x, momentum: float = 0.9):
    x = layers.BatchNormalization(momentum=momentum)(x)
    return layers.LeakyReLU(_LEAK)(x)


def _tanh(x):
    # Images are float32 whatever the layers before compute in: bfloat16 has too few grey levels.
    return layers.Activation("tanh", dtype="float32")(x)


def _shrinkage(image_shape: ImageShape, config: GanConfig) -> int:
    """By how much the pair's own images are smaller than those it gets and gives; 1 for equal."""
    if config.working_size is None:
        return 1
    return max(1, round(max(image_shape[:2]) / config.working_size))


def _drawn(x, channels: int):
    """Images in [-1, 1] of twice the sides."""
    if channels > 1:
        return _tanh(layers.Conv2DTranspose(channels, 4, 2, padding="same")(x))
    # To a single channel a transposed convolution is slow: here the four pixels of each position
    # come as channels (Shi et al. 2016, section 3.2).
    height, width = x.shape[1:3]
    x = layers.Reshape((height, width, 2, 2))(layers.Conv2D(4, 3, padding="same")(x))
    return _tanh(layers.Reshape((2 * height, 2 * width, 1))(layers.Permute((1, 3, 2, 4))(x)))


def _looked_at(x, filters: int):
    """First filters on images, of half the sides."""
    height, width, channels = x.shape[1:]
    if channels > 1 or height % 2 or width % 2:
        return layers.Conv2D(filters, 4, 2, padding="same")(x)
    # The same the other way round: its slope at the images is a plain convolution, too.
    x = layers.Reshape((height // 2, 2, width // 2, 2))(x)
    x = layers.Reshape((height // 2, width // 2, 4))(layers.Permute((1, 3, 2, 4))(x))
    return layers.Conv2D(filters, 3, padding="same")(x)


def dcgan(image_shape: ImageShape, config: GanConfig) -> Pair:
    """A small DCGAN for any image size.

    Where the images are larger than the config's working size, the generator draws smaller ones
    and enlarges them (bilinear), and the discriminator averages what it gets down to that size.

    Reference: Radford, Metz, Chintala 2016, section 3 (strided and transposed convolutions, batch
    normalisation in the generator, no pooling between convolutions, tanh). The discriminator has no
    batch normalisation, so that real and fake images can go through in separate passes.
    """
    *sides, channels = image_shape
    shrinkage = _shrinkage(image_shape, config)
    inner = [-(-side // shrinkage) for side in sides]
    halvings = max(_halvings(max(inner)), 1)
    # Of the images after each halving; entry 0, the image itself, has its own channels.
    filters = [channels] + [config.width * 2 ** min(level, 2) for level in range(halvings)]
    low = [-(-side // 2**halvings) for side in inner]

    latents = keras.Input((config.latent_dim,), name="latents")
    x = latents
    if config.mapping_layers:
        # All latents at one length: longer ones would come out as images of more contrast.
        x = layers.UnitNormalization()(x)
    for _ in range(config.mapping_layers):
        x = layers.LeakyReLU(_LEAK)(layers.Dense(_MAPPING_UNITS)(x))
    x = layers.Dense(low[0] * low[1] * filters[halvings], use_bias=False)(x)
    x = _normalised(x)
    x = layers.Reshape((low[0], low[1], filters[halvings]))(x)
    # Ours: where pixels are few, one more layer is cheap, and strokes break less often.
    x = layers.Conv2D(filters[halvings], 3, padding="same", use_bias=False)(x)
    x = _normalised(x)
    for level in reversed(range(1, halvings)):
        x = layers.Conv2DTranspose(filters[level], 4, 2, padding="same", use_bias=False)(x)
        x = _normalised(x)
    x = _drawn(x, channels)
    if shrinkage > 1:
        x = layers.UpSampling2D(shrinkage, interpolation="bilinear", dtype="float32")(x)
    surplus = [low[axis] * 2**halvings * shrinkage - side for axis, side in enumerate(sides)]
    if any(surplus):
        crop = tuple((extra // 2, extra - extra // 2) for extra in surplus)
        x = layers.Cropping2D(crop, dtype="float32")(x)
    generator = keras.Model(latents, x, name="generator")

    images = keras.Input(image_shape, name="images")
    x = images
    if shrinkage > 1:
        x = layers.AveragePooling2D(shrinkage, padding="same")(x)
    for level in range(halvings):
        if level == 0:
            x = _looked_at(x, filters[1])
        else:
            x = layers.Conv2D(filters[level + 1], 4, 2, padding="same")(x)
        x = layers.LeakyReLU(_LEAK)(x)
        x = layers.Dropout(config.dropout)(x)
    logits = layers.Dense(1, dtype="float32")(layers.Flatten()(x))
    return generator, keras.Model(images, logits, name="discriminator")


def paper(image_shape: ImageShape, config: GanConfig) -> Pair:
    """The pair of the source study, for 64x64 images; its constants are the publication's."""
    height, width, channels = image_shape
    if (height, width) != (64, 64):
        raise UserError(
            f"gan.networks: paper is made for 64x64 images, found {height}x{width}; "
            "use --preset paper or --image-size 64."
        )
    latents = keras.Input((config.latent_dim,), name="latents")
    x = layers.Dense(128 * 16 * 16)(latents)
    x = layers.LeakyReLU(_LEAK)(x)
    x = layers.Reshape((16, 16, 128))(x)
    for filters in (128, 64):
        x = layers.BatchNormalization(momentum=0.8)(x)
        x = layers.UpSampling2D(2)(x)
        x = layers.Conv2D(filters, 3, padding="same")(x)
        x = layers.LeakyReLU(_LEAK)(x)
    x = layers.BatchNormalization(momentum=0.8)(x)
    x = _tanh(layers.Conv2D(channels, 3, padding="same")(x))
    generator = keras.Model(latents, x, name="generator")

    images = keras.Input(image_shape, name="images")
    x = images
    for filters, strides in ((32, 2), (64, 2), (128, 2), (256, 1)):
        if filters >= 128:
            x = layers.BatchNormalization(momentum=0.8)(x)
        x = layers.Conv2D(filters, 3, strides, padding="same")(x)
        x = layers.LeakyReLU(_LEAK)(x)
        x = layers.Dropout(0.25)(x)
        if filters == 64:
            x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    logits = layers.Dense(1, dtype="float32")(layers.Flatten()(x))
    return generator, keras.Model(images, logits, name="discriminator")


NETWORKS: dict[str, Callable[[ImageShape, GanConfig], Pair]] = {"dcgan": dcgan, "paper": paper}


@contextmanager
def _computing_in(precision: str) -> Iterator[None]:
    """Layers that are made here compute in a precision; their weights are float32.

    Reference:
        Micikevicius et al. 2018, section 3.1, for master weights; bfloat16 needs no loss scaling.
    """
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def build_networks(image_shape: ImageShape, config: GanConfig, seed: int) -> Pair:
    """A freshly initialised pair.

    Args:
        image_shape: (h, w, c).
        config: Names the pair and its sizes.
        seed: Of the initial weights and of the dropout masks.

    Returns:
        The generator and the discriminator.

    Raises:
        UserError: The pair cannot be built for these images.
    """
    with _computing_in(config.precision):
        pair = NETWORKS[config.networks](image_shape, config)
    draw_initial_weights(pair, seed)
    return pair
