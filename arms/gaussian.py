"""The control of the synthetic examples: draws from a Gaussian in the PCA space of each class."""

import numpy as np
from sklearn.decomposition import PCA

from datasets.kinds import Kind

# About 95 % of the variance of a class of MNIST, and all of it for up to 129 photos.
MOST_COMPONENTS = 128
# Up to so many values the exact solver on their covariance is the fastest.
_COVARIANCE_VALUES = 1024
# Every pass has this many rows, the last one too: image i does not depend on how many are drawn.
_ROWS_PER_PASS = 250


def draw(kind: Kind, examples: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Fit a Gaussian to a class's examples and draw new ones from it.

    The examples, encoded as networks see them (pixels in [-1, 1]), are projected on their first
    principal components: at most 128, and never more than their number less one. The scores get the
    normal distribution with mean 0 and the components' variances; what is drawn from it is
    projected back and decoded (clipped and rounded). Examples without any variance, such as a
    single one, are repeated.

    Args:
        kind: Of the examples.
        examples: [n, *kind.shape], n >= 1, the real training examples of one class.
        count: Examples to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        [count, *kind.shape]; example i is the same however many are drawn.
    """
    encoding = kind.encoding(examples)
    values = encoding.encode(examples).reshape(len(examples), -1)
    if not np.ptp(values, axis=0).any():
        return np.repeat(examples[:1], count, axis=0)
    pca = _fit(values, seed)
    deviations = np.sqrt(pca.explained_variance_)
    rng = np.random.default_rng(seed)
    parts = []
    for start in range(0, count, _ROWS_PER_PASS):
        normal = rng.standard_normal((_ROWS_PER_PASS, len(deviations)), dtype=np.float32)
        # No more is decoded than is wanted: sound takes its time.
        drawn = pca.inverse_transform(normal * deviations)[: count - start]
        parts.append(encoding.decode(drawn.reshape(-1, *encoding.shape)))
    return np.concatenate(parts)


def _fit(values: np.ndarray, seed: int) -> PCA:
    count, size = values.shape
    solver = "covariance_eigh" if size <= _COVARIANCE_VALUES and size < count else "auto"
    components = min(count - 1, size, MOST_COMPONENTS)
    return PCA(components, copy=False, svd_solver=solver, random_state=seed).fit(values)
