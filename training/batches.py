"""Streams of batch indices: which images each optimizer update sees."""

from collections.abc import Iterator

import numpy as np


def shuffled_epochs(count: int, batch_size: int, seed: int) -> Iterator[np.ndarray]:
    """Endless batches that go through shuffled epochs, one after the other, leaving nothing out.

    Args:
        count: Number of images.
        batch_size: Images per batch; may exceed `count`.
        seed: Of the shuffling.

    Yields:
        int32 [batch_size] indices in [0, count).
    """
    rng = np.random.default_rng(seed)
    waiting = np.empty(0, np.int32)
    while True:
        while len(waiting) < batch_size:
            waiting = np.concatenate([waiting, rng.permutation(count).astype(np.int32)])
        yield waiting[:batch_size]
        waiting = waiting[batch_size:]


def with_replacement(count: int, batch_size: int, seed: int) -> Iterator[np.ndarray]:
    """Endless batches, each drawn anew from all images, repeats allowed.

    Args and Yields as for `shuffled_epochs`.
    """
    rng = np.random.default_rng(seed)
    while True:
        yield rng.integers(0, count, batch_size, dtype=np.int32)
