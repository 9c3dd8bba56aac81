"""Initial weights and dropout masks from a seed, whatever else draws random numbers meanwhile."""

import random
from collections.abc import Iterator, Sequence

import keras
from keras import initializers, layers

# Weights that Keras draws without an `..._initializer` of the layer to say how.
_UNNAMED = {
    (layers.SpectralNormalization, "vector_u"): initializers.TruncatedNormal(stddev=0.02),
    (layers.AdditiveAttention, "scale"): initializers.GlorotUniform(),
}


def draw_initial_weights(models: Sequence[keras.Model], seed: int) -> None:
    """Draw all random weights anew and start all dropout again, as a seed alone has it.

    Keras seeds its layers from Python's global generator, which other threads may use between two
    layers, as those of a cluster's worker do. Here the generator is private; its draws for the
    kernels of plain layers are those that `keras.utils.set_random_seed` would have led to. All else
    (nested models, wrapped layers, recurrent kernels, embeddings, ...) is drawn after these.

    Args:
        models: Newly built; changed in place. One after the other, they share the seed's draws.
        seed: Of all of them, >= 0.

    Raises:
        ValueError: A layer has a weight of different values, and no attribute that says how it is
            drawn: `<name of the weight>_initializer`.
    """
    generator = random.Random(seed)
    drawn = {id(state) for model in models for state in _draw_plain_layers(model, generator)}
    for layer in [layer for model in models for layer in model._flatten_layers()]:
        for weight in _own_weights(layer):
            if id(weight) not in drawn:
                _draw_weight(layer, weight, generator)
                drawn.add(id(weight))
        for dropout in layer._seed_generators:
            if id(dropout.state) not in drawn:
                dropout.state.assign([_draw(generator), 0])
                drawn.add(id(dropout.state))


def _draw_plain_layers(model: keras.Model, generator: random.Random) -> Iterator[keras.Variable]:
    """Kernels and dropout states of the model's own layers; the variables that were drawn."""
    for layer in model.layers:
        initializer = getattr(layer, "kernel_initializer", None)
        kernel = getattr(layer, "kernel", None)
        if kernel is not None and _is_random(initializer):
            kernel.assign(_seeded(initializer, generator)(kernel.shape))
            yield kernel
        dropout = getattr(layer, "seed_generator", None)
        if dropout is not None:
            dropout.state.assign([_draw(generator), 0])
            yield dropout.state


def _own_weights(layer: keras.Layer) -> list[keras.Variable]:
    """The weights of a layer without those of layers in it."""
    inner = {
        id(weight) for part in layer._flatten_layers(include_self=False) for weight in part.weights
    }
    return [weight for weight in layer.weights if id(weight) not in inner]


def _draw_weight(layer: keras.Layer, weight: keras.Variable, generator: random.Random) -> None:
    """Draw a weight anew where it is a random one."""
    initializer = _initializer_of(layer, weight.name)
    if initializer is None:
        values = keras.ops.convert_to_numpy(weight)
        if values.size and (values != values.flat[0]).any():
            raise ValueError(
                f"layer {layer.name} ({type(layer).__name__}): expected an attribute "
                f"{weight.name}_initializer that says how its weight {weight.name} is drawn, "
                "found none"
            )
    elif _is_random(initializer):
        weight.assign(_seeded(initializer, generator)(weight.shape, dtype=weight.dtype))


def _initializer_of(layer: keras.Layer, name: str) -> initializers.Initializer | None:
    """How a layer draws its weight of a name; None: it does not say."""
    for kind, unnamed in _UNNAMED:
        if isinstance(layer, kind) and name == unnamed:
            return _UNNAMED[kind, unnamed]
    # A recurrent kernel has a `recurrent_initializer`; a depthwise layer calls its own `kernel`.
    stems = [name, name.removesuffix("_kernel"), "depthwise" if name == "kernel" else name]
    found = (getattr(layer, f"{stem}_initializer", None) for stem in stems)
    return next((initializer for initializer in found if initializer is not None), None)


def _is_random(initializer: initializers.Initializer | None) -> bool:
    return initializer is not None and "seed" in initializer.get_config()  # zeros have none


def _seeded(
    initializer: initializers.Initializer, generator: random.Random
) -> initializers.Initializer:
    settings = initializer.get_config() | {"seed": _draw(generator)}
    return type(initializer).from_config(settings)


def _draw(generator: random.Random) -> int:
    # The range that Keras draws its seeds from.
    return generator.randint(1, int(1e9))
