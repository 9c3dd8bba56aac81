"""Are drawn images true to their class, as varied as real ones, and more than copies of them?

The distances are Euclidean, between features that a classifier has learned from real images.
"""

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import pdist
from sklearn.neighbors import NearestNeighbors

# Half a million pairs: enough for three digits, and a quick sum.
COMPARED_IMAGES = 1000

Features = npt.NDArray[np.floating]


def intended_class_share(named: npt.NDArray[np.integer], intended: int) -> float:
    """Part of a class's drawn images that a classifier names as that class.

    Args:
        named: int [n], n >= 1, the class index that the classifier gives each image.
        intended: The index of the class that the images are meant to show.

    Returns:
        The share, 0 to 1.
    """
    return float(np.mean(named == intended))


def pairwise_distance_ratio(real: Features, drawn: Features) -> float:
    """How far drawn images of a class are from each other, as a part of how far real ones are.

    Args:
        real: [n, d], the features of real images, of which the first 1,000 are compared.
        drawn: [m, d], the features of drawn images, of which the first 1,000 are compared.

    Returns:
        The ratio of the mean distances over all pairs of different images: 1 for as much variety,
        0 for a single image repeated. NaN where there are fewer than two images of a kind, or no
        distance between real ones.
    """
    return _ratio(_mean_pairwise_distance(drawn), _mean_pairwise_distance(real))


def nearest_real_distance_ratio(real: Features, drawn: Features) -> float:
    """How far drawn images are from the nearest real one, as a part of how far real ones are.

    Args:
        real: [n, d], the features of all real images that the drawn ones were learned from.
        drawn: [m, d], the features of drawn images, of which the first 1,000 are looked up.

    Returns:
        The ratio of two medians: of the distance from a drawn image to its nearest real image, and
        of that from a real image (the first 1,000) to its nearest other real image. Near 0 where
        the drawn images are copies. NaN where there are fewer than two real images or no drawn one,
        or no distance between real ones.
    """
    if len(real) < 2 or not len(drawn):
        return float("nan")
    neighbours = NearestNeighbors(algorithm="brute").fit(real)
    to_real = neighbours.kneighbors(drawn[:COMPARED_IMAGES], n_neighbors=1)[0][:, 0]
    # The first neighbour of a real image is that image itself.
    among_real = neighbours.kneighbors(real[:COMPARED_IMAGES], n_neighbors=2)[0][:, 1]
    return _ratio(float(np.median(to_real)), float(np.median(among_real)))


def _mean_pairwise_distance(features: Features) -> float:
    if len(features) < 2:
        return float("nan")
    return float(pdist(features[:COMPARED_IMAGES]).mean())


def _ratio(drawn: float, real: float) -> float:
    return drawn / real if real > 0 else float("nan")
