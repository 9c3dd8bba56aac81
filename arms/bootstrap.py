"""The control of copies: real rows of a class, drawn with replacement."""

import numpy as np

from arms.rows import in_passes
from datasets.kinds import Kind


def draw(kind: Kind, examples: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Draw examples of a class that are there already.

    What a classifier gets from a perfect generator that learns by heart, and what figures on copies
    look like where there is nothing else.

    Args:
        kind: Of the examples.
        examples: [n, *kind.shape], n >= 1, the real training examples of one class.
        count: Examples to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        [count, *kind.shape]; example i is the same however many are drawn.

    Reference:
        Efron, "Bootstrap methods: another look at the jackknife", 1979.
    """
    rng = np.random.default_rng(seed)
    return in_passes(lambda rows: examples[rng.integers(0, len(examples), rows)], count)
