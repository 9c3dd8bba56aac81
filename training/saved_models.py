"""Reading back the models that a run has saved."""

import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keras

from foundation.errors import UserError
from training.class_code import ClassCode
from training.growing import GrowingDown, GrowingUp, PixelNormalization
from training.hearing import Hearing
from training.minibatch_deviation import MinibatchDeviation
from training.minibatch_discrimination import MinibatchDiscrimination
from training.packing import Packed, Unpacked
from training.spectral import SpectralConv2D

# Layers of our own that saved models may have.
_OWN = (
    *(ClassCode, GrowingDown, GrowingUp, Hearing, MinibatchDeviation, MinibatchDiscrimination),
    *(Packed, PixelNormalization, SpectralConv2D, Unpacked),
)
_LAYERS = {layer.__name__: layer for layer in _OWN}
# What Keras raises for files of other versions: names and weights that it does not know.
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, zipfile.BadZipFile)


def load_model(path: Path) -> keras.Model:
    """A model that this tool has saved.

    Raises:
        UserError: Keras cannot read it.
    """
    with _readable(path):
        return keras.models.load_model(path, compile=False, custom_objects=_LAYERS)


def load_weights(model: keras.Model, path: Path) -> None:
    """Give a model the weights of a file that this tool has saved.

    Raises:
        UserError: Keras cannot read it, or it holds the weights of another network.
    """
    with _readable(path):
        model.load_weights(path)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise UserError(
            f"{path}: expected a file that Keras {keras.version()} can read, found one that it "
            f"cannot ({type(error).__name__}); use the versions that the DONE file beside it "
            "names, or start over with --force."
        ) from error
