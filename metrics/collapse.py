"""Has a generator collapsed? Told from the distances between its examples."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

# A generator that knows one or two images has a ratio of 0, and of up to 0.05 where a grey level of
# noise lies on them; healthy ones are near 1.
COLLAPSE_RATIO = 0.1
MOST_COMPARED = 256


def median_neighbour_distance(examples: np.ndarray) -> float:
    """Median, over the examples, of the Euclidean distance to the nearest other example.

    Args:
        examples: [n, ...], n >= 2.

    Returns:
        The distance in stored units (of images grey levels, 0 to 255 per pixel).
    """
    flat = examples.reshape(len(examples), -1).astype(np.float32)
    distances, _ = NearestNeighbors(n_neighbors=2).fit(flat).kneighbors(flat)
    return float(np.median(distances[:, 1]))


def distinct(examples: np.ndarray) -> np.ndarray:
    """The examples [n, ...] without those whose stored values an earlier one has already."""
    first: dict[bytes, int] = {}
    for row, example in enumerate(examples):
        first.setdefault(example.tobytes(), row)
    return examples[list(first.values())]


def neighbour_ratio(
    real: np.ndarray, fake: np.ndarray, seed: int, equal_by_chance: bool = False
) -> float | None:
    """How far generated examples are from each other, as a part of how far real ones are.

    A generator that knows a few images only repeats them: most of its images then have a twin, and
    the median distance to the nearest neighbour falls to nothing, however different the few are.
    Real examples that repeat say nothing about how different they are, so each counts once. Where
    there are more than are compared, the seed draws them: neighbours in a file can be bursts of one
    scene. (So the figure is that of earlier versions where a class has at most 256 images, all of
    them different.)

    Args:
        real: [n, ...] of the class, stored.
        fake: [m, ...] of its generator, stored.
        seed: Of the draw.
        equal_by_chance: Whether real examples that are equal are so by chance, as rows of a few
            categories are, and not as copies: then each counts as often as it occurs, of both.

    Returns:
        The ratio of the median nearest-neighbour distances, both taken on the same number of
        examples (at most 256); None where fewer than two different real ones, or fewer than two
        generated ones, are there to be judged, or most real ones have an equal by chance.
    """
    different = real if equal_by_chance else distinct(real)
    count = min(len(different), len(fake), MOST_COMPARED)
    if count < 2:
        return None
    rows = np.arange(count)
    if count < len(different):
        rows = np.sort(np.random.default_rng(seed).choice(len(different), count, replace=False))
    distance = median_neighbour_distance(different[rows])
    # In float32 even different values can be equal.
    return median_neighbour_distance(fake[:count]) / distance if distance > 0 else None
