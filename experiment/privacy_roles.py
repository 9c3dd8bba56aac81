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
    """Others that neither has learned from, in the place of the drawn ones for the floor."""
    reference: Rows
    """What an attacker may know of the data: further examples, no test example among them."""


def without_twins(rows: Rows, trained_on: Rows, groups: Rows) -> Rows:
    """Those rows whose values no example has that was trained on, in their order.

    A validation image can be the twin of a training image. Then the generator has learned from it
    under another number, and it is neither fresh nor held out.

    Args:
        rows: int64 [n].
        trained_on: int64 [t], of all classes.
        groups: int64, equal numbers for equal examples of the data set (`Dataset.equal_groups`).
    """
    return rows[~np.isin(groups[rows], groups[trained_on])]


def assign_roles(compared: Rows, learned: Rows, validation: Rows, test: Rows, seed: int) -> Roles:
    """Draw the roles of one class.

    Test examples are held out, at most 1,000 and no more than there are training examples; as many
    of these are taken. Fresh are the validation examples, which no GAN and no judge learns from,
    and the test examples that are left: a quarter of them where there is no validation split. The
    reference set consists of the other training examples, which are no likelier to lie near a
    member than near another candidate; first of those that the judge has not learned from.

    Args:
        compared: int64 [n], training examples that the judge has not learned from.
        learned: int64 [l], those that it has.
        validation: int64 [v], without twins of training examples.
        test: int64 [t], the same.
        seed: Of the draw.
    """
    draw = np.random.default_rng(seed)
    compared, learned, validation, test = (
        draw.permutation(np.sort(rows)) for rows in (compared, learned, validation, test)
    )
    kept = max(len(test) // 4 - len(validation), 0)
    count = min(len(compared), len(test) - kept, MOST_CANDIDATES)
    fresh = np.concatenate([validation, test[count:]])[:MOST_CANDIDATES]
    reference = np.concatenate([compared[count:], learned])[:MOST_CANDIDATES]
    parts = (compared[:count], test[:count], fresh, reference)
    return Roles(*(np.sort(part).astype(np.int64) for part in parts))
