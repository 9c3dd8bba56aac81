"""A policy as transformations of batches, in compiled code too."""

from functools import partial

import keras
import tensorflow as tf
from keras import layers

from augmentation.policies import AugmentationPolicy
from foundation.seeds import derive_seed
from training.training_set import BatchTransform


class RandomTransform:
    """Transforms batches at random, each from the random state that the one before has left.

    Args:
        policy: The ranges; one that changes nothing is left out.
        seed: Of all draws.
    """

    def __init__(self, policy: AugmentationPolicy, seed: int) -> None:
        geometry: list[keras.layers.Layer] = []
        if policy.horizontal_flip:
            geometry.append(layers.RandomFlip("horizontal", seed=derive_seed(seed, "flip")))
        if policy.zoom != (1.0, 1.0):
            # In Keras a negative zoom factor enlarges: -0.5 shows half of the image.
            zoom = (policy.zoom[0] - 1.0, policy.zoom[1] - 1.0)
            geometry.append(
                layers.RandomZoom(zoom, zoom, fill_mode="nearest", seed=derive_seed(seed, "zoom"))
            )
        if policy.rotation_degrees:
            turn = policy.rotation_degrees / 360.0
            rotation_seed = derive_seed(seed, "rotation")
            geometry.append(layers.RandomRotation(turn, fill_mode="nearest", seed=rotation_seed))
        if policy.shift:
            shift_seed = derive_seed(seed, "shift")
            geometry.append(
                layers.RandomTranslation(
                    policy.shift, policy.shift, fill_mode="nearest", seed=shift_seed
                )
            )
        self._steps: list[BatchTransform] = [partial(layer, training=True) for layer in geometry]
        self.variables = [variable for layer in geometry for variable in layer.variables]
        """The random states, for a training that is to go on as if it had not been stopped."""
        if policy.brightness != (1.0, 1.0):
            seeds = keras.random.SeedGenerator(derive_seed(seed, "brightness"))
            self._steps.append(_brightness(policy.brightness, seeds))
            self.variables.append(seeds.state)

    def __call__(self, images: tf.Tensor) -> tf.Tensor:
        """Transform a batch, in compiled code too: float32 [n, h, w, c] in [0, 255] to the same."""
        for step in self._steps:
            images = step(images)
        return images


def _brightness(factors: tuple[float, float], seeds: keras.random.SeedGenerator) -> BatchTransform:
    """keras.layers.RandomBrightness adds to the grey levels; the source multiplies them."""

    def multiply(images: tf.Tensor) -> tf.Tensor:
        shape = (tf.shape(images)[0], 1, 1, 1)
        factor = keras.random.uniform(shape, *factors, seed=seeds)
        return tf.minimum(images * factor, 255.0)

    return multiply
