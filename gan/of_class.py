"""The networks of a conditional pair as those of one of its classes."""

import keras
import numpy as np
from keras import layers

from training.class_code import ClassCode


def with_code(latents: np.ndarray, index: int, classes: int) -> np.ndarray:
    """Latents as a generator takes them that is told the class.

    Args:
        latents: float32 [n, latent_dim].
        index: Of the class.
        classes: How many there are; 0: it is not told, and the latents stay as they are.

    Returns:
        float32 [n, latent_dim + classes].
    """
    codes = np.zeros((len(latents), classes), np.float32)
    codes[:, index : index + 1] = 1.0
    return np.concatenate([latents, codes], axis=1)


def generator_of_class(generator: keras.Model, index: int, classes: int) -> keras.Model:
    """A generator from latents alone, of the same variables.

    Args:
        generator: From latents and code float32 [n, latent_dim + classes] to encoded examples.
        index: Of the class.
        classes: How many there are.
    """
    latents = keras.Input((generator.input_shape[-1] - classes,), name="latents")
    told = layers.Concatenate()([latents, ClassCode(index, classes)(latents)])
    return keras.Model(latents, generator(told), name=generator.name)


def critic_of_class(critic: keras.Model, index: int) -> keras.Model:
    """A critic of examples alone, of the same variables.

    Args:
        critic: From encoded examples [n, *shape] and codes [n, classes] to logits [n, 1].
        index: Of the class.
    """
    shape, (_, classes) = critic.input_shape
    examples = keras.Input(shape[1:], name="examples")
    code = ClassCode(index, classes)(examples)
    return keras.Model(examples, critic([examples, code]), name=critic.name)
