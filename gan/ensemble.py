"""Several generators as one, which draws from each of them equally often; and their critics.

What one training has missed another may have learned: several that were trained alike, from seeds
of their own, cover more together than each does (Wang, Zhang, van de Weijer 2016, "Ensembles of
generative adversarial networks", section 3).
"""

from collections.abc import Sequence

import keras
from keras import layers

from training.chosen import Chosen


def choices(count: int) -> int:
    """How many latents of a generator that is put together of so many choose who draws."""
    return int(count > 1)


def joined_generator(generators: Sequence[keras.Model]) -> keras.Model:
    """A generator from the latents of one and a further value, which chooses who draws.

    Args:
        generators: Alike, at least one; from float32 [n, latent_dim] to [n, *shape]. They stay as
            they are, and their layers are shared. Of one alone it is that itself.
    """
    if len(generators) == 1:
        return generators[0]
    length = generators[0].input_shape[-1]
    latents = keras.Input((length + 1,), name="latents")
    outputs = [generator(latents[:, :length]) for generator in _told_apart(generators)]
    chosen = Chosen(dtype="float32")(latents[:, length:], outputs)
    return keras.Model(latents, chosen, name="generator")


def _told_apart(models: Sequence[keras.Model]) -> Sequence[keras.Model]:
    """Models of the same layers with names of their own, as parts of one model must have them."""
    return [
        keras.Model(model.input, model.output, name=f"{model.name}_{place}")
        for place, model in enumerate(models)
    ]


def joined_critic(critics: Sequence[keras.Model]) -> keras.Model:
    """A critic whose logit is the mean of several; of one alone it is that itself.

    Args:
        critics: Alike, from encoded examples float32 [n, *shape] to logits [n, 1]. They stay as
            they are, and their layers are shared.
    """
    if len(critics) == 1:
        return critics[0]
    examples = keras.Input(critics[0].input_shape[1:], name="examples")
    logit = layers.Average(dtype="float32")([critic(examples) for critic in _told_apart(critics)])
    return keras.Model(examples, logit, name="discriminator")
