"""The convolutions of `compact`, which classifiers of pictures and of spectra have in common."""

import keras
from keras import layers

_FILTERS = (16, 48, 96, 128, 128)
# So few updates are behind an early point of the curve that Keras's 0.99 would still lag.
MOMENTUM = 0.9


def convolved(x: keras.KerasTensor) -> keras.KerasTensor:
    """Blocks of 3x3 convolution, 2x2 max-pooling, batch normalisation and ReLU.

    With 16, 48, 96, 128 and 128 filters, as many as leave the smaller side at least 2 (but at least
    one).

    Args:
        x: [n, h, w, c].

    Reference:
        Ioffe and Szegedy, "Batch normalization", 2015.
    """
    side = min(x.shape[1:3])
    for index, filters in enumerate(_FILTERS):
        if index and side < 4:
            break
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        if side >= 2:
            x = layers.MaxPooling2D(2)(x)
        # Behind the pooling there is a quarter of the values to normalise.
        x = layers.ReLU()(layers.BatchNormalization(momentum=MOMENTUM)(x))
        side //= 2
    return x
