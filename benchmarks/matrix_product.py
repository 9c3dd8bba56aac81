"""How fast this machine multiplies float32 matrices: the yardstick of a training step."""

import time

import tensorflow as tf

from benchmarks.operations import FLOPS_PER_MULTIPLY_ADD

SIZES = (512, 1024, 2048)
_SECONDS_PER_SIZE = 0.3


@tf.function(reduce_retracing=True)
def _product(one: tf.Tensor, other: tf.Tensor) -> tf.Tensor:
    return tf.matmul(one, other)


def matrix_product_gflops(sizes: tuple[int, ...] = SIZES) -> float:
    """The highest rate over some sizes of square matrices, in 10^9 operations per second.

    Args:
        sizes: Rows and columns.
    """
    return max(_gflops(size) for size in sizes)


def _gflops(size: int) -> float:
    one, other = (tf.random.stateless_normal((size, size), (size, side)) for side in (0, 1))
    _product(one, other).numpy()  # the first one is slower
    best = float("inf")
    end = time.monotonic() + _SECONDS_PER_SIZE
    while time.monotonic() < end:
        start = time.perf_counter()
        _product(one, other).numpy()
        best = min(best, time.perf_counter() - start)
    return FLOPS_PER_MULTIPLY_ADD * size**3 / best / 1e9
