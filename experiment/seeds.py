"""One seed for every unit of work, whatever ran before it and in whatever process."""

import zlib

import numpy as np


def derive_seed(run_seed: int, *scope: str | int) -> int:
    """A seed that depends on the run's seed and on what it is for, and on nothing else.

    Args:
        run_seed: The seed of the run (or of the split), >= 0.
        *scope: What the seed is for, such as `"gan", "7"`.

    Returns:
        An int in [0, 2**31), accepted by NumPy, TensorFlow and Keras alike.
    """
    # crc32 and not hash(): Python salts the latter anew in every process.
    words = [zlib.crc32(str(part).encode("utf-8")) for part in scope]
    state = np.random.SeedSequence([run_seed, len(words), *words]).generate_state(1, np.uint32)
    return int(state[0] >> np.uint32(1))
