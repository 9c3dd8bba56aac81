"""Is an example's nearest neighbour of its own sort, real or drawn?"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from metrics.evidence import Evidence


def scores(evidence: Evidence) -> np.ndarray:
    """Whether the nearest other example of each is real as it is, or drawn as it is.

    Equally many of both are taken: 0.5 where they cannot be told apart, 1 where they lie apart,
    below 0.5 where drawn examples sit beside real ones, as copies do.

    Returns:
        float64 [2 * examples], 0 or 1.

    Reference:
        Lopez-Paz and Oquab, Revisiting classifier two-sample tests, ICLR 2017, section 4;
        leave-one-out, as Xu et al., An empirical study on evaluation metrics of GANs, 2018, sec. 3.
    """
    count = evidence.examples
    both = np.concatenate([evidence.real.features[:count], evidence.drawn.features[:count]])
    own = np.repeat([0, 1], count)
    nearest = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(both.astype(np.float64))
    return (own[nearest.kneighbors()[1][:, 0]] == own).astype(np.float64)
