"""Initial weights and dropout masks from a seed, whatever else draws random numbers meanwhile."""

import random
from collections.abc import Sequence

import keras


def draw_initial_weights(models: Sequence[keras.Model], seed: int) -> None:
    """Draw all kernels anew and start all dropout again, as a seed alone has it.

    Keras seeds its layers from Python's global generator, which other threads may use between two
    layers, as those of a cluster's worker do. Here the generator is private; its draws are those
    that `keras.utils.set_random_seed` would have led to.

    Args:
        models: Newly built; changed in place. One after the other, they share the seed's draws.
        seed: Of all of them, >= 0.
    """
    generator = random.Random(seed)
    for layer in [layer for model in models for layer in model.layers]:
        initializer = getattr(layer, "kernel_initializer", None)
        if initializer is not None and "seed" in initializer.get_config():  # zeros have none
            settings = initializer.get_config() | {"seed": _draw(generator)}
            layer.kernel.assign(type(initializer).from_config(settings)(layer.kernel.shape))
        dropout = getattr(layer, "seed_generator", None)
        if dropout is not None:
            dropout.state.assign([_draw(generator), 0])


def _draw(generator: random.Random) -> int:
    # The range that Keras draws its seeds from.
    return generator.randint(1, int(1e9))
