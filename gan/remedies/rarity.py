"""Which training images are rare, and showing these more often.

A generator learns what is common first, and a classifier of its images then lacks the unusual
ones. Here the images that lie farthest from their neighbours come several times in an epoch. What
the pair learns is then no longer the data's distribution: unusual images are too common. Where the
classes do not overlap, the best classifier stays the same all the same; where they do, it is moved
towards the class with the longer tail. So it is done only where it is asked for.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from sklearn.neighbors import NearestNeighbors

from gan.comparison import compared
from gan.options import GanConfig
from gan.recipe import Recipe, every_row
from gan.training_plan import RARE_SHARE

_COMPARED_SIDE = 14
_NEIGHBOURS = 10
# All images of a class are compared with no more than so many.
_MOST_COMPARED = 20_000


def add(recipe: Recipe, options: GanConfig) -> Recipe:
    """The recipe with epochs that repeat what is rare (`gan.remedies.catalog.Remedy`)."""
    repeats = options.rare_repeats
    return replace(recipe, rows_shown=lambda images: rows_of_an_epoch(images, repeats))


def rows_of_an_epoch(images: np.ndarray, repeats: int) -> npt.NDArray[np.int32]:
    """Every image once, and the rare ones as often as they are repeated.

    Args:
        images: float32 [n, h, w, c], the training images of a class.
        repeats: How often the rarest quarter of them comes in all, at least 1.

    Returns:
        int32 [n + (repeats - 1) * floor(n / 4)], rows of `images`.
    """
    every = every_row(images)
    rare = len(images) // RARE_SHARE
    if repeats == 1 or not rare:
        return every
    farthest = np.argsort(distances_to_neighbours(images), kind="stable")[-rare:]
    return np.concatenate([every, np.repeat(farthest.astype(np.int32), repeats - 1)])


def distances_to_neighbours(images: np.ndarray) -> npt.NDArray[np.floating]:
    """Mean Euclidean distance of each image to its ten nearest others, averaged down.

    Args:
        images: float32 [n, h, w, c], n >= 2.

    Returns:
        [n]. Of more than 20,000 images the first 20,000 are what all are compared with.

    Reference:
        Angiulli, Pizzuti 2002, "Fast Outlier Detection in High Dimensional Spaces": the sum of the
        distances to the nearest neighbours as a measure of how far out a point lies.
    """
    small = compared(images, _COMPARED_SIDE).numpy()
    known = small[:_MOST_COMPARED]
    count = min(_NEIGHBOURS, len(known) - 1)
    neighbours = NearestNeighbors(n_neighbors=count + 1, algorithm="brute").fit(known)
    distances, _ = neighbours.kneighbors(small)
    # An image that is among the known ones finds itself first.
    is_known = np.arange(len(small))[:, np.newaxis] < len(known)
    return np.where(is_known, distances[:, 1:], distances[:, :-1]).mean(axis=1)
