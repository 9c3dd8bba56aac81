"""The classifier of recordings that is given nothing but the wave, phases included."""

import keras
from keras import layers

from classifiers.convolutions import MOMENTUM
from classifiers.head import with_head
from datasets.signals.kind import SignalKind

_FILTERS = (32, 64, 64, 128, 128)
_WIDE, _FIRST_STEP = 80, 4


def build_classifier(kind: SignalKind, class_count: int, seed: int) -> keras.Model:
    """A CNN in one dimension.

    A convolution over 80 samples in steps of 4, pooling over 4, then blocks of convolution over 3,
    max-pooling over 4, batch normalisation and ReLU, while 4 or more places are left, and the mean
    over what is left.

    Args:
        kind: Of the recordings.
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, samples] in the range of int16 to probabilities [n, k].

    Reference:
        Dai, Dai, Qu, Li, Das 2017 (arXiv 1610.00087), section 3, network M5.
    """
    waves = keras.Input(kind.shape, name="recordings")
    x = layers.Reshape((kind.samples, 1))(layers.Rescaling(1 / 32768)(waves))
    for index, filters in enumerate(_FILTERS):
        if index and x.shape[1] < 4:
            break
        width, step = (3, 1) if index else (_WIDE, _FIRST_STEP)
        x = layers.Conv1D(filters, width, step, padding="same", use_bias=False)(x)
        if x.shape[1] >= 4:
            x = layers.MaxPooling1D(4)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=MOMENTUM)(x))
    return with_head(waves, layers.GlobalAveragePooling1D()(x), class_count, seed)
