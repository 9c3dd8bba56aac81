"""What a trained classifier sees in images: the features of its last hidden layer."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

_ROWS_PER_PASS = 500


@dataclass(frozen=True)
class Seen:
    """What a classifier makes of n images."""

    features: np.ndarray
    """float32 [n, d]: the activations of the last hidden layer."""
    probabilities: np.ndarray
    """float32 [n, k]; rows sum to 1."""

    @property
    def named(self) -> np.ndarray:
        """int64 [n]: the index of the most probable class (ties: the first)."""
        return self.probabilities.argmax(axis=1)


def feature_reader(classifier: keras.Model) -> Callable[[np.ndarray], Seen]:
    """A compiled function from images to what a classifier sees in them, in inference mode.

    Args:
        classifier: From float32 [n, h, w, c] in [0, 255] to probabilities [n, k], by way of a last
            hidden layer of d units.

    Returns:
        A function of uint8 [n, h, w, c], n >= 1.
    """
    outputs = [classifier.layers[-2].output, classifier.output]
    network = keras.Model(classifier.input, outputs)
    signature = [tf.TensorSpec((None, *classifier.input_shape[1:]), tf.float32)]

    @tf.function(input_signature=signature)
    def one_pass(images):
        return network(images, training=False)

    def read(images: np.ndarray) -> Seen:
        parts = []
        for start in range(0, len(images), _ROWS_PER_PASS):
            rows = images[start : start + _ROWS_PER_PASS].astype(np.float32)
            parts.append([output.numpy() for output in one_pass(tf.constant(rows))])
        features, probabilities = (np.concatenate(outputs) for outputs in zip(*parts))
        return Seen(features, probabilities)

    return read
