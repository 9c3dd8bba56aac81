"""The classifier of `standard`: most of what the source study's reaches, in half of its time."""

import keras
from keras import layers

from training.initial_weights import draw_initial_weights

_FIRST_FILTERS = 32
# The convolutions of each block.
_BLOCKS = ((64, 64), (128,), (128,))


def build_classifier(image_shape: tuple[int, int, int], class_count: int, seed: int) -> keras.Model:
    """A CNN that halves the image before it computes much.

    A 4x4 convolution with stride 2 and 32 filters, then blocks of 2x2 max-pooling and 3x3
    convolutions (64 and 64 filters; 128; 128), as many as the image size allows (each halves the
    sides; the smaller one must stay at least 2); ReLU everywhere; then flatten, dropout 0.5, dense
    128 with ReLU, softmax.

    Args:
        image_shape: (h, w, c).
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, h, w, c] in [0, 255] to probabilities [n, k]; it rescales inside.
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Rescaling(1 / 255)(images)
    x = layers.Conv2D(_FIRST_FILTERS, 4, strides=2, padding="same", activation="relu")(x)
    side = -(-min(image_shape[:2]) // 2)
    for block in _BLOCKS:
        if side < 4:
            break
        x = layers.MaxPooling2D(2)(x)
        side //= 2
        for filters in block:
            x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    x = layers.Dense(128, activation="relu")(x)
    probabilities = layers.Dense(class_count, activation="softmax")(x)
    model = keras.Model(images, probabilities, name="classifier")
    draw_initial_weights([model], seed)
    return model
