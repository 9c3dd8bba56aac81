"""Does a critic judge each example of a batch alone?"""

import keras
from keras import layers

from training.growing import GrowingDown
from training.spectral import SpectralConv2D

# Of each of these it is known that a row of the output depends on that row of the input only.
_ALONE = (
    *(layers.InputLayer, layers.Dense, layers.Conv1D, layers.Conv2D, layers.DepthwiseConv2D),
    *(layers.SeparableConv2D, layers.Conv1DTranspose, layers.Conv2DTranspose),
    *(layers.LeakyReLU, layers.ReLU, layers.ELU, layers.PReLU, layers.Activation),
    *(layers.Flatten, layers.Reshape, layers.Permute, layers.Dropout, layers.Rescaling),
    *(layers.AveragePooling1D, layers.AveragePooling2D, layers.MaxPooling1D, layers.MaxPooling2D),
    *(layers.GlobalAveragePooling1D, layers.GlobalAveragePooling2D),
    *(layers.UpSampling1D, layers.UpSampling2D, layers.ZeroPadding1D, layers.ZeroPadding2D),
    *(layers.Cropping1D, layers.Cropping2D, layers.Add, layers.Subtract, layers.Multiply),
    *(layers.Concatenate, layers.Dot, layers.Softmax, SpectralConv2D),
    GrowingDown,
)


def judges_alone(model: keras.Model) -> bool:
    """Whether all parts of a model are known to treat each example of a batch by itself.

    Args:
        model: A network of layers; models in it are looked into.

    Returns:
        False where it has a part that is not known: batch normalisation, a layer of the user's own,
        a bare operation, a subclass of a known layer, or an activation that is not Keras' own.
    """
    return all(map(_is_alone, _parts(model)))


def _is_alone(part: object) -> bool:
    if is_plain_model(part):
        return judges_alone(part)
    activation = getattr(part, "activation", None)
    known = activation is None or type(activation).__module__.startswith("keras.")
    known = known or getattr(activation, "__module__", "").startswith("keras.")
    return type(part) in _ALONE and known


def is_plain_model(part: object) -> bool:
    """Whether it is a graph of layers and operations, and nothing more."""
    # A model with a `call` of its own may do more than its layers do.
    return type(part) is keras.Sequential or type(part).__name__ == "Functional"


def _parts(model: keras.Model) -> list:
    """Layers, and operations between them, which `layers` leaves out."""
    if not is_plain_model(model):
        return [model]
    return list(getattr(model, "operations", model.layers))
