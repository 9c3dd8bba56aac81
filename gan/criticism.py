"""What a trained discriminator says of stored examples."""

import keras
import numpy as np
import numpy.typing as npt

from datasets.kinds import Encoding

_ROWS_PER_PASS = 500


def compares_examples(critic: keras.Model) -> bool:
    """Whether what it says of an example depends on others that it is asked about with it."""
    return any(getattr(layer, "compares_examples", False) for layer in critic._flatten_layers())


def logits_of(
    critic: keras.Model, encoding: Encoding, examples: np.ndarray
) -> npt.NDArray[np.float32]:
    """Its logits in inference mode, without the views that it had in training.

    Args:
        critic: From encoded examples float32 [b, *shape] to logits [b, 1].
        encoding: Of the examples.
        examples: [n, ...], stored.

    Returns:
        float32 [n]; higher: rather taken for real.
    """
    parts = [np.empty((0, 1), np.float32)]
    for start in range(0, len(examples), _ROWS_PER_PASS):
        encoded = encoding.encode(examples[start : start + _ROWS_PER_PASS])
        parts.append(keras.ops.convert_to_numpy(critic(encoded, training=False)))
    return np.concatenate(parts)[:, 0].astype(np.float32)
