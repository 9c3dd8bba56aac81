"""Balls around examples that reach to their k-th neighbours, and who lies in them.

What precision and recall, density and coverage and their clipped forms are counted from.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

Counts = npt.NDArray[np.int64]
K = 5
"""Neighbours that a ball reaches to: Naeem et al. 2020, section 4.2, and Salvy et al. 2026."""
LEAST_EXAMPLES = 10 * K
"""Of each sample: a ball around one of 50 examples already holds a tenth of them."""
_ROWS_AT_ONCE = 1000


class Neighbours:
    """Real and drawn examples and the balls around them.

    Args:
        real: [n, d], n > 5.
        drawn: [m, d], m > 5.
    """

    def __init__(self, real: np.ndarray, drawn: np.ndarray) -> None:
        # In double precision: the copy of an example is as far away as it should be.
        self._real, self._drawn = real.astype(np.float64), drawn.astype(np.float64)

    @cached_property
    def _of_real(self) -> tuple[np.ndarray, Counts]:
        """Distances and rows [n, 5] of the nearest other real examples."""
        return NearestNeighbors(n_neighbors=K, algorithm="brute").fit(self._real).kneighbors()

    @cached_property
    def _in_real_balls(self) -> tuple[Counts, Counts]:
        return _held(self._real, self._of_real[0][:, -1], self._drawn)

    @property
    def real_balls_around_drawn(self) -> Counts:
        """int64 [m]: in how many balls of real examples each drawn one lies."""
        return self._in_real_balls[1]

    @property
    def drawn_in_real_balls(self) -> Counts:
        """int64 [n]: how many drawn examples lie in the ball of each real one."""
        return self._in_real_balls[0]

    @cached_property
    def drawn_balls_around_real(self) -> Counts:
        """int64 [n]: in how many balls of drawn examples each real one lies."""
        neighbours = NearestNeighbors(n_neighbors=K, algorithm="brute").fit(self._drawn)
        return _held(self._drawn, neighbours.kneighbors()[0][:, -1], self._real)[1]

    @cached_property
    def _clipped_radii(self) -> np.ndarray:
        """Of real balls, none larger than the median: an outlier's ball holds anything."""
        radii = self._of_real[0][:, -1]
        return np.minimum(radii, np.median(radii))

    @cached_property
    def clipped_balls_around_drawn(self) -> Counts:
        """int64 [m]: in how many clipped real balls each drawn example lies."""
        return _held(self._real, self._clipped_radii, self._drawn, with_edge=True)[1]

    @cached_property
    def clipped_balls_around_real(self) -> Counts:
        """int64 [n]: in how many clipped balls of other real examples each real one lies."""
        distances, rows = self._of_real
        inside = distances <= self._clipped_radii[:, None]
        return np.bincount(rows[inside], minlength=len(self._real))


def _held(
    centres: np.ndarray, radii: np.ndarray, points: np.ndarray, *, with_edge: bool = False
) -> tuple[Counts, Counts]:
    """How many points lie in each ball, and in how many balls each point lies."""
    in_balls = np.empty(len(centres), np.int64)
    around = np.zeros(len(points), np.int64)
    for rows, distances in _distances(centres, points):
        limit = radii[rows, None]
        inside = distances <= limit if with_edge else distances < limit
        in_balls[rows] = inside.sum(axis=1)
        around += inside.sum(axis=0)
    return in_balls, around


def _distances(one: np.ndarray, other: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """The Euclidean distances of some rows after the other: all at once could fill the memory."""
    for start in range(0, len(one), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        yield rows, pairwise_distances(one[rows], other)
