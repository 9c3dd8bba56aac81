"""Which real examples of a class play which part when it is asked whether a GAN may be shared."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]

MOST_CANDIDATES = 1000
"""Of a class, on either side; more would say little more and cost in proportion."""


class Roles(NamedTuple):
    """Rows of the data set; no row has two roles."""

    training: Rows
    """The generator has learned from them, the judge has not: the members."""
    held_out: Rows
    """As many test examples, which neither has learned from."""
    fresh: Rows
    """Other test examples, which stand in the place of the drawn ones for the floor."""
    reference: Rows
    """What an attacker may know of the data: further examples, no test example among them."""


def assign_roles(compared: Rows, validation: Rows, test: Rows, seed: int) -> Roles:
    """Draw the roles of one class.

    Half of the test examples are held out, at most 1,000 and no more than there are training
    examples; as many of these are taken. A reference set takes no test example: it consists of
    validation examples and of the training examples that are left, which are no likelier to lie
    near a member than near another candidate.

    Args:
        compared: int64 [n], training examples that the judge has not learned from.
        validation: int64 [v].
        test: int64 [t].
        seed: Of the draw.
    """
    draw = np.random.default_rng(seed)
    compared, validation, test = (
        draw.permutation(np.sort(rows)) for rows in (compared, validation, test)
    )
    count = min(len(compared), len(test) // 2, MOST_CANDIDATES)
    reference = np.concatenate([validation, compared[count:]])[:MOST_CANDIDATES]
    parts = (compared[:count], test[:count], test[count:][:MOST_CANDIDATES], reference)
    return Roles(*(np.sort(part).astype(np.int64) for part in parts))
