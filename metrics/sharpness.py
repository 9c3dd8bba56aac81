"""How much of what an image shows is edges."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import laplace


def sharpness(images: np.ndarray) -> npt.NDArray[np.float64]:
    """The energy of the Laplacian over the variance, of each image; 0 of a flat one.

    What contrast and brightness do cancels out; blur takes high frequencies away, noise adds them.

    Args:
        images: [n, h, w, c], any values.

    Returns:
        float64 [n], 0 to 64.

    Reference:
        Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy, ICPR 2000 (the variance
        of the Laplacian), over the variance of the image.
    """
    return np.array([_of_one(image) for image in images], np.float64)


def _of_one(image: np.ndarray) -> float:
    values = image.astype(np.float64)
    variance = values.var(axis=(0, 1)).mean()
    edges = laplace(values, axes=(0, 1), mode="nearest")
    return float(np.square(edges).mean() / variance) if variance > 0 else 0.0
