"""What the classifiers of images have in common behind their convolutions."""

import keras
from keras import layers

from training.initial_weights import draw_initial_weights


def with_head(images: keras.KerasTensor, x: keras.KerasTensor, k: int, seed: int) -> keras.Model:
    """Flatten, dropout 0.5, dense 128 with ReLU, softmax; initial weights of all by the seed.

    Args:
        images: The input, [n, h, w, c].
        x: The last feature maps.
        k: Classes.
        seed: Of the initial weights and the dropout masks.
    """
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    x = layers.Dense(128, activation="relu")(x)
    probabilities = layers.Dense(k, activation="softmax")(x)
    model = keras.Model(images, probabilities, name="classifier")
    draw_initial_weights([model], seed)
    return model
