"""Nearest neighbours by Euclidean distance, for all copy checks alike."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.neighbors import NearestNeighbors

Features = npt.NDArray[np.floating]


class Neighbours(NamedTuple):
    """The nearest records of each of m examples, the nearest first."""

    distances: npt.NDArray[np.float64]
    """[m, count]."""
    rows: npt.NDArray[np.int64]
    """[m, count], of the records."""


def nearest(examples: Features, records: Features, count: int = 1) -> Neighbours:
    """The `count` nearest records [n, d] of each example [m, d]; n at least `count`, m at least 1.

    A copy has the distance 0 and no trace of rounding.
    """
    search = NearestNeighbors(algorithm="brute").fit(records)
    rows = search.kneighbors(examples, n_neighbors=count, return_distance=False)
    return _measured(examples, records, rows)


def nearest_others(records: Features, count: int = 1) -> Neighbours:
    """The `count` nearest other records of each record [n, d]; n above `count`."""
    rows = NearestNeighbors(algorithm="brute").fit(records).kneighbors(n_neighbors=count)[1]
    return _measured(records, records, rows)


def nearest_in_blocks(examples: Features, blocks: Iterable[Features], count: int = 1) -> Neighbours:
    """The same with records that come some after the other: all at once could fill the memory.

    Args:
        examples: [m, d], m at least 1.
        blocks: The records [n, d], cut into blocks of at least one.
        count: How many are looked for; fewer are found where there are fewer records.
    """
    parts, before = [], 0
    for block in blocks:
        found = nearest(examples, block, min(count, len(block)))
        parts.append(found._replace(rows=found.rows + before))
        before += len(block)
    distances, rows = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    return Neighbours(np.take_along_axis(distances, order, 1), np.take_along_axis(rows, order, 1))


def _measured(examples: Features, records: Features, rows: np.ndarray) -> Neighbours:
    """Their distances anew: those of the search come from a difference of large numbers."""
    near = np.asarray(records)[rows].astype(np.float64)
    distances = np.sqrt(((near - np.asarray(examples, np.float64)[:, None]) ** 2).sum(axis=2))
    return Neighbours(distances, rows.astype(np.int64))
