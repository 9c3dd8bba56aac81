"""The classifier of recordings that hears: convolutions on the bands of a recording over time."""

import keras

from classifiers.convolutions import convolved
from classifiers.head import with_head
from datasets.signals.encodings import MEL_BANDS
from datasets.signals.kind import SignalKind
from training.hearing import Hearing


def build_classifier(kind: SignalKind, class_count: int, seed: int) -> keras.Model:
    """A CNN on what `training.hearing` makes of sound, with the blocks of `compact`.

    Args:
        kind: Of the recordings.
        class_count: k, at least 2.
        seed: Of the initial weights and the dropout masks.

    Returns:
        A model from float32 [n, samples] in the range of int16 to probabilities [n, k].
    """
    waves = keras.Input(kind.shape, name="recordings")
    heard = Hearing(kind.samples, kind.sample_rate, MEL_BANDS, kind.each_alike)(waves)
    return with_head(waves, convolved(heard), class_count, seed)
