"""The classifier of the source study."""

import keras
from keras import layers

from classifiers.head import with_head

_FILTERS = (32, 64, 96, 128, 128)


def build_classifier(image_shape: tuple[int, int, int], class_count: int, seed: int) -> keras.Model:
    """The CNN of the source study.

    Blocks of 3x3 convolution, ReLU and 2x2 max-pooling with 32, 64, 96, 128 and 128 filters, as
    many as the image size allows (each halves the sides; the smaller one must stay at least 1),
    then flatten, dropout 0.5, dense 128 with ReLU, softmax.

    Args:
        image_shape: (h, w, c).
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, h, w, c] in [0, 255] to probabilities [n, k]; it rescales inside.
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Rescaling(1 / 255)(images)
    side = min(image_shape[:2])
    for filters in _FILTERS:
        if side < 2:
            break
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
        side //= 2
    return with_head(images, x, class_count, seed)
