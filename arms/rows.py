"""What the controls of tables ask of a kind of data: which of its columns hold categories."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from datasets.kinds import Kind
from metrics.tables.columns import Columns, Values

# Every pass has this many rows, the last one too: row i does not depend on how many are drawn.
ROWS_PER_PASS = 250


class KindOfRows(Kind, Protocol):
    """A kind whose examples are rows of columns: stored as float64 [n, d], NaN for gaps."""

    @property
    def columns(self) -> Columns:
        """Which columns hold numbers, and which so many categories."""


def in_passes(one_pass: Callable[[int], Values], count: int) -> Values:
    """So many rows, [count, d], drawn `ROWS_PER_PASS` at a time."""
    parts = [one_pass(ROWS_PER_PASS) for _ in range(0, count, ROWS_PER_PASS)]
    return np.concatenate(parts)[:count]
