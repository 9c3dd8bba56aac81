"""What a trained discriminator says of stored examples."""

from collections.abc import Callable

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from datasets.kinds import Encoding
from gan.options import GanConfig

_ROWS_PER_PASS = 500


def compares_examples(critic: keras.Model) -> bool:
    """Whether what it says of an example depends on others that it is asked about with it."""
    return any(map(_compares, critic._flatten_layers()))


def company_size(config: GanConfig, examples: int) -> int:
    """In how many others' company a critic has learned to judge an example.

    Args:
        config: Of its training.
        examples: Training examples that there are.
    """
    return min(config.batch_size, examples) - 1


def logits_of(
    critic: keras.Model,
    encoding: Encoding,
    examples: np.ndarray,
    company: np.ndarray | None = None,
) -> npt.NDArray[np.float32]:
    """Its logits in inference mode, without the views that it had in training.

    Args:
        critic: From encoded examples float32 [b, *shape] to logits [b, 1].
        encoding: Of the examples.
        examples: [n, ...], stored.
        company: [m, ...], stored: beside these and none of the others is each example asked about
            by a critic that compares the examples of a batch, so that its logit is a matter of the
            example. Others are asked without. None: such a critic is refused.

    Returns:
        float32 [n]; higher: rather taken for real.

    Raises:
        ValueError: The critic compares examples, and there is no company.
    """
    if not len(examples):
        return np.empty(0, np.float32)
    if not compares_examples(critic):
        return _of_all(lambda encoded: critic(encoded, training=False), encoding, examples)[:, 0]
    if company is None:
        raise ValueError("a critic that compares examples: expected company for them, found none")
    before, after = _parted(critic)
    beside = before(tf.constant(encoding.encode(company)))

    @tf.function(reduce_retracing=True)
    def each_beside(encoded):
        one_by_one = lambda one: after(tf.concat([one[None], beside], axis=0))[:1]  # noqa: E731
        return tf.map_fn(one_by_one, before(encoded))

    return _of_all(each_beside, encoding, examples).reshape(-1)


def _of_all(ask: Callable, encoding: Encoding, examples: np.ndarray) -> npt.NDArray[np.float32]:
    parts = []
    for start in range(0, len(examples), _ROWS_PER_PASS):
        encoded = encoding.encode(examples[start : start + _ROWS_PER_PASS])
        parts.append(keras.ops.convert_to_numpy(ask(tf.constant(encoded))))
    return np.concatenate(parts).astype(np.float32)


def _parted(critic: keras.Model) -> tuple[Callable, Callable]:
    """What a critic does before it first compares examples, once for each, and what it does then.

    Where it does so inside a part of its own, all of it comes after.
    """
    first = next((layer for layer in critic.layers if _compares(layer)), None)
    if first is None:
        return tf.identity, lambda examples: critic(examples, training=False)
    before = keras.Model(critic.input, first.input)
    after = keras.Model(first.input, critic.output)
    return (lambda x: before(x, training=False)), (lambda x: after(x, training=False))


def _compares(layer: keras.Layer) -> bool:
    return getattr(layer, "compares_examples", False)
