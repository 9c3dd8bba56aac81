"""Which of several is the best, judged without the seed that the choice is then used on."""

import numpy as np


def chosen_on_other_seeds(values: np.ndarray) -> np.ndarray:
    """For each seed the one that is best on average over all other seeds.

    To take the better of two on the very figures that it is then compared by would make the
    reference too good, and every other arm too poor.

    Args:
        values: float [candidates, seeds], seeds at least 2.

    Returns:
        int64 [seeds]: rows of `values`; of equals the first.

    Raises:
        ValueError: Fewer than two seeds.
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or values.shape[1] < 2:
        raise ValueError(f"expected [candidates, seeds >= 2], received {values.shape}")
    others = (values.sum(axis=1, keepdims=True) - values) / (values.shape[1] - 1)
    # Sums in another order leave a trace of rounding: equals are to stay equal.
    return np.argmax(np.round(others, 12), axis=0)
