"""Has a generator collapsed? Told from the distances between its images."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

# A generator that knows one or two images has a ratio of 0, and of up to 0.05 where a grey level of
# noise lies on them; healthy ones are near 1.
COLLAPSE_RATIO = 0.1


def median_neighbour_distance(images: np.ndarray) -> float:
    """Median, over the images, of the Euclidean distance to the nearest other image.

    Args:
        images: [n, h, w, c], n >= 2.

    Returns:
        The distance in grey levels (0 to 255 per pixel for uint8 images).
    """
    flat = images.reshape(len(images), -1).astype(np.float32)
    distances, _ = NearestNeighbors(n_neighbors=2).fit(flat).kneighbors(flat)
    return float(np.median(distances[:, 1]))


def neighbour_ratio(real_images: np.ndarray, fake_images: np.ndarray) -> float:
    """How far generated images are from each other, as a part of how far real ones are.

    A generator that knows a few images only repeats them: most of its images then have a twin, and
    the median distance to the nearest neighbour falls to nothing, however different the few are.

    Args:
        real_images: uint8 [n, h, w, c] of the class.
        fake_images: uint8 [m, h, w, c] of its generator.

    Returns:
        The ratio of the median nearest-neighbour distances, both taken on the same number of
        images (at most 256); infinity where the real images repeat themselves.
    """
    count = min(len(real_images), len(fake_images), 256)
    if count < 2:
        return float("inf")
    real = median_neighbour_distance(real_images[:count])
    fake = median_neighbour_distance(fake_images[:count])
    return fake / real if real > 0 else float("inf")
