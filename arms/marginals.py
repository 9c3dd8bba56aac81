"""The control of columns alone: each is drawn from the class's own values, none knows another."""

import numpy as np

from arms.rows import KindOfRows, in_passes
from metrics.tables.columns import Values


def draw(kind: KindOfRows, examples: Values, count: int, seed: int) -> Values:
    """Draw each column of a class on its own, from the values that it has there.

    Single columns are as in real rows, gaps included; all that is lost is what they have to do with
    each other within the class. What a GAN has learned beyond single columns shows in its distance
    from this.

    Args:
        kind: Of the rows.
        examples: float64 [n, d], n >= 1, the real training rows of one class.
        count: Rows to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        float64 [count, d]; row i is the same however many are drawn.
    """
    rng = np.random.default_rng(seed)

    def one_pass(rows: int) -> Values:
        chosen = rng.integers(0, len(examples), (rows, examples.shape[1]))
        return np.take_along_axis(examples, chosen, axis=0)

    return in_passes(one_pass, count)
