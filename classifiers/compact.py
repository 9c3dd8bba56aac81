"""The classifier of `standard`: narrower than the source study's, with batch normalisation."""

import keras
from keras import layers

from classifiers.convolutions import convolved
from classifiers.head import with_head


def build_classifier(image_shape: tuple[int, int, int], class_count: int, seed: int) -> keras.Model:
    """A CNN whose first, costliest layers are narrow.

    The blocks of `classifiers.convolutions`, then flatten, dropout 0.5, dense 128 with ReLU,
    softmax.

    Args:
        image_shape: (h, w, c).
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, h, w, c] in [0, 255] to probabilities [n, k]; it rescales inside.
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Rescaling(1 / 255)(images)
    return with_head(images, convolved(x), class_count, seed)
