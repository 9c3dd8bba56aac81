"""The control of the synthetic images: draws from a Gaussian in the PCA space of each class."""

import numpy as np
from sklearn.decomposition import PCA

from datasets.images.pixels import to_signed_unit, to_uint8

# About 95 % of the variance of a class of MNIST, and all of it for up to 129 photos.
MOST_COMPONENTS = 128
# Up to so many pixels the exact solver on their covariance is the fastest.
_COVARIANCE_PIXELS = 1024
# Every pass has this many rows, the last one too: image i does not depend on how many are drawn.
_ROWS_PER_PASS = 250


def draw_gaussian_images(images: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Fit a Gaussian to a class's images and draw new ones from it.

    The images, with pixels in [-1, 1], are projected on their first principal components: at most
    128, and never more than their number less one. The scores get the normal distribution with
    mean 0 and the components' variances; what is drawn from it is projected back, clipped and
    rounded. Images without any variance, such as a single one, are repeated.

    Args:
        images: uint8 [n, h, w, c], n >= 1, the real training images of one class.
        count: Images to draw, >= 1.
        seed: The seed of the class's images.

    Returns:
        uint8 [count, h, w, c]; image i is the same however many are drawn.
    """
    pixels = to_signed_unit(images.reshape(len(images), -1))
    if not np.ptp(pixels, axis=0).any():
        return np.repeat(images[:1], count, axis=0)
    pca = _fit(pixels, seed)
    deviations = np.sqrt(pca.explained_variance_)
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(0, count, _ROWS_PER_PASS):
        normal = rng.standard_normal((_ROWS_PER_PASS, len(deviations)), dtype=np.float32)
        parts.append(to_uint8(pca.inverse_transform(normal * deviations)))
    return np.concatenate(parts)[:count].reshape(count, *images.shape[1:])


def _fit(pixels: np.ndarray, seed: int) -> PCA:
    count, size = pixels.shape
    solver = "covariance_eigh" if size <= _COVARIANCE_PIXELS and size < count else "auto"
    components = min(count - 1, size, MOST_COMPONENTS)
    return PCA(components, copy=False, svd_solver=solver, random_state=seed).fit(pixels)
