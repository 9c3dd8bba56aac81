"""How far apart are two normal distributions, fitted to real and to drawn examples?"""

import numpy as np
import scipy.linalg
from sklearn.decomposition import PCA

from metrics.evidence import NAN, Evidence

MOST_COMPONENTS = 64
_EXAMPLES_PER_COMPONENT = 10


def measure(evidence: Evidence) -> float:
    """The squared Frechet distance in the first principal components of both samples together.

    A covariance of d features wants many times d examples. So the features are first brought to
    one component for every ten examples of the fewer, 64 at most; both samples together choose
    them, so that what only drawn examples do is seen.

    Returns:
        The distance, 0 and up, in squared units of the features; not to be compared between
        judges. NaN where there are fewer than 20 of either, too few for two components.

    Reference:
        Heusel et al., GANs trained by a two time-scale update rule, NeurIPS 2017, equation 6.
    """
    count = evidence.examples
    real = evidence.real.features[:count].astype(np.float64)
    drawn = evidence.drawn.features[:count].astype(np.float64)
    components = min(MOST_COMPONENTS, real.shape[1], count // _EXAMPLES_PER_COMPONENT)
    if components < min(2, real.shape[1]):
        return NAN
    axes = PCA(components, svd_solver="full").fit(np.concatenate([real, drawn]))
    return frechet(axes.transform(real), axes.transform(drawn))


def frechet(one: np.ndarray, other: np.ndarray) -> float:
    """|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) of float64 [n, q] and [m, q]."""
    shift = one.mean(axis=0) - other.mean(axis=0)
    covariances = [np.atleast_2d(np.cov(sample, rowvar=False)) for sample in (one, other)]
    # The eigenvalues of C1 C2 are those of the symmetric, non-negative C1^(1/2) C2 C1^(1/2).
    values, vectors = scipy.linalg.eigh(covariances[0])
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    product = scipy.linalg.eigvalsh(root @ covariances[1] @ root)
    trace = np.trace(covariances[0]) + np.trace(covariances[1])
    return float(max(shift @ shift + trace - 2 * np.sqrt(product.clip(0)).sum(), 0.0))
