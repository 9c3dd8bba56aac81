"""The classifier of `standard`: narrower than the source study's, with batch normalisation."""

import keras
from keras import layers

from classifiers.head import with_head

_FILTERS = (16, 48, 96, 128, 128)
# So few updates are behind an early point of the curve that Keras's 0.99 would still lag.
_MOMENTUM = 0.9


def build_classifier(image_shape: tuple[int, int, int], class_count: int, seed: int) -> keras.Model:
    """A CNN whose first, costliest layers are narrow.

    Blocks of 3x3 convolution, 2x2 max-pooling, batch normalisation and ReLU with 16, 48, 96, 128
    and 128 filters, as many as leave the smaller side at least 2 (but at least one), then flatten,
    dropout 0.5, dense 128 with ReLU, softmax.

    Args:
        image_shape: (h, w, c).
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, h, w, c] in [0, 255] to probabilities [n, k]; it rescales inside.

    Reference:
        Ioffe and Szegedy, "Batch normalization", 2015.
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Rescaling(1 / 255)(images)
    side = min(image_shape[:2])
    for index, filters in enumerate(_FILTERS):
        if index and side < 4:
            break
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        if side >= 2:
            x = layers.MaxPooling2D(2)(x)
        # Behind the pooling there is a quarter of the values to normalise.
        x = layers.ReLU()(layers.BatchNormalization(momentum=_MOMENTUM)(x))
        side //= 2
    return with_head(images, x, class_count, seed)
