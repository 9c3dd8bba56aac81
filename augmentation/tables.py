"""What the augmented arm does to rows of tables, which have few changes that keep a label."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.tables.columns import Columns, Values


@dataclass(frozen=True, kw_only=True)
class RowPolicy:
    """How far a row is moved. An image that is turned a little is of its class still; of a row of a
    table nobody knows that, so these changes are small, and are not sure to keep the label."""

    name: str = "jitter"
    reason: str = "Rows of tables have few changes that are sure to keep their label."
    noise: float = 0.1
    """Standard deviation of what is added to a number, as a part of the spread of its class."""
    common: float = 0.3
    """A number that at least this part of the class has, such as 0, stays as it is."""
    swap: float = 0.05
    """Part of the categories that are replaced by that of another row of the class."""
    copies: int = 10
    """Of every row, each moved on its own: for classifiers that see all their rows at once."""

    def describe(self) -> str:
        """In one line of text."""
        return (
            f"{self.copies} copies of every row, each number moved by {100 * self.noise:g} % of "
            f"the spread of its class, {100 * self.swap:g} % of the categories taken from another "
            "row of the class"
        )


JITTER = RowPolicy()


def jittered(
    rows: Values,
    labels: npt.NDArray[np.int64],
    columns: Columns,
    seed: int,
    policy: RowPolicy = JITTER,
) -> Values:
    """Every row moved a little, within its class.

    Args:
        rows: float64 [n, d], NaN for gaps, which stay.
        labels: [n].
        columns: Of the rows.
        seed: Of all draws.
        policy: How far.

    Returns:
        float64 [n, d]. Numbers of which all of the class are whole stay whole, and none leaves the
        range of its class; so a column of one value stays as it is.
    """
    rng = np.random.default_rng(seed)
    result = rows.copy()
    for label in np.unique(labels):
        own = labels == label
        for column, size in enumerate(columns.sizes):
            move = _swapped if size else _moved
            result[own, column] = move(rows[own, column], rng, policy)
    return result


def _moved(numbers: Values, rng: np.random.Generator, policy: RowPolicy) -> Values:
    there = numbers[~np.isnan(numbers)]
    if not len(there):
        return numbers
    values, counts = np.unique(there, return_counts=True)
    stays = np.isin(numbers, values[counts >= policy.common * len(numbers)])
    moved = numbers + policy.noise * there.std() * rng.standard_normal(len(numbers))
    if (there == np.rint(there)).all():
        moved = np.rint(moved)
    return np.where(stays, numbers, np.clip(moved, values[0], values[-1]))


def _swapped(codes: Values, rng: np.random.Generator, policy: RowPolicy) -> Values:
    others = codes[rng.integers(0, len(codes), len(codes))]
    is_swapped = (rng.random(len(codes)) < policy.swap) & ~np.isnan(codes) & ~np.isnan(others)
    return np.where(is_swapped, others, codes)
