"""Examples from a trained generator; example i depends on the seed, the class and i only."""

from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf
from scipy.special import ndtr, ndtri

from datasets.kinds import Encoding

# Every pass has this many rows, the last one padded: a different batch size could change last bits.
_ROWS_PER_PASS = 250


def draw_latents(
    count: int, latent_dim: int, seed: int, truncation: float | None = None, choices: int = 0
) -> np.ndarray:
    """Standard normal latents; row i is the same however many rows are drawn.

    Args:
        count: Number of rows.
        latent_dim: Length of a latent vector.
        seed: The seed of the class's examples.
        truncation: Every value is one of a normal distribution that is cut off here on both sides:
            nearer to the mean image, less varied. The values keep their order. None: not cut.
        choices: How many values of a row, the last ones, choose who draws (`gan.ensemble`): they
            are not cut, or some would draw more often than others.

    Returns:
        float32 [count, latent_dim].

    Reference:
        Brock, Donahue, Simonyan 2019, section 3.1, which draws values anew that are too large.
    """
    return next(latent_batches(count, latent_dim, seed, truncation, choices))


def latent_batches(
    count: int, latent_dim: int, seed: int, truncation: float | None = None, choices: int = 0
) -> Iterator[np.ndarray]:
    """The endless sequence of latents that `draw_latents` has the head of, so many at a time."""
    rng = np.random.default_rng(seed)
    while True:
        latents = rng.standard_normal((count, latent_dim), dtype=np.float32)
        if truncation is not None:
            low, high = ndtr(-truncation), ndtr(truncation)
            cut = latents[:, : latent_dim - choices]
            shares = low + ndtr(cut.astype(np.float64)) * (high - low)
            cut[:] = ndtri(shares)
        yield latents


def example_maker(generator: keras.Model, encoding: Encoding) -> Callable[[np.ndarray], np.ndarray]:
    """A compiled function from latents to examples, in inference mode.

    Args:
        generator: Maps float32 [n, latent_dim] to encoded examples float32 [n, *shape]. Its weights
            are read at every call, so the function stays valid while they are trained.
        encoding: Of the examples.

    Returns:
        A function from float32 [n, latent_dim] to stored examples.
    """
    signature = [tf.TensorSpec((_ROWS_PER_PASS, generator.input_shape[-1]), tf.float32)]

    @tf.function(input_signature=signature)
    def one_pass(latents):
        return generator(latents, training=False)

    def make_examples(latents: np.ndarray) -> np.ndarray:
        parts = [encoding.decode(np.empty((0, *encoding.shape), np.float32))]
        for start in range(0, len(latents), _ROWS_PER_PASS):
            rows = latents[start : start + _ROWS_PER_PASS]
            padded = np.pad(rows, ((0, _ROWS_PER_PASS - len(rows)), (0, 0)))
            parts.append(encoding.decode(one_pass(tf.constant(padded)).numpy()[: len(rows)]))
        return np.concatenate(parts)

    return make_examples
