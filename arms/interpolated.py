"""The control of the synthetic examples: SMOTE, points between neighbouring examples of a class."""

import numpy as np
import numpy.typing as npt
from imblearn.over_sampling import SMOTE
from sklearn.neighbors import NearestNeighbors

from datasets.kinds import Kind
from foundation.seeds import derive_seed

# The number of SMOTE's authors (Chawla et al. 2002, section 4.2), or all others of a smaller class.
NEIGHBOURS = 5
# Every pass makes this many, the last one too: example i does not depend on how many are drawn.
_ROWS_PER_PASS = 1000
_CLASS, _DUMMY = 0, 1


def draw(kind: Kind, examples: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Draw new examples of a class between those that are there.

    The examples are encoded as networks see them (pixels in [-1, 1]). Each new one lies at a
    uniformly drawn place on the line from an example to one of its five nearest neighbours of the
    class (all others, where there are fewer); it is decoded, which clips and rounds. A single
    example is repeated.

    Args:
        kind: Of the examples.
        examples: [n, *kind.shape], n >= 1, the real training examples of one class.
        count: Examples to draw, >= 1.
        seed: The seed of the class's examples.

    Returns:
        [count, *kind.shape]; example i is the same however many are drawn.

    Reference:
        Chawla, Bowyer, Hall, Kegelmeyer 2002 (arXiv 1106.1813), section 4.2.
    """
    if len(examples) == 1:
        return np.repeat(examples, count, axis=0)
    encoding = kind.encoding(examples)
    values = encoding.encode(examples).reshape(len(examples), -1)
    # One more, because each example is the nearest one to itself.
    neighbours = FoundOnce(n_neighbors=min(NEIGHBOURS, len(values) - 1) + 1)
    parts = []
    for start in range(0, count, _ROWS_PER_PASS):
        drawn = _one_pass(values, neighbours, derive_seed(seed, "pass", start // _ROWS_PER_PASS))
        # No more is decoded than is wanted: sound takes its time.
        parts.append(encoding.decode(drawn[: count - start].reshape(-1, *encoding.shape)))
    return np.concatenate(parts)


class FoundOnce(NearestNeighbors):
    """Neighbours that are looked for in the first pass alone, which takes most of the time."""

    def __sklearn_clone__(self) -> "FoundOnce":
        return self

    def fit(self, X, y=None):
        return self if hasattr(self, "found_") else super().fit(X)

    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        """The indices for the examples of the class, which are the same in every pass."""
        if not hasattr(self, "found_"):
            self.found_ = super().kneighbors(X, n_neighbors, return_distance)
        return self.found_


def _one_pass(
    values: npt.NDArray[np.float32], neighbours: NearestNeighbors, seed: int
) -> npt.NDArray[np.float32]:
    """So many rows as a pass has, from [n, d] of one class alone."""
    # SMOTE fills a class up to the size of another one: a dummy that it never looks at.
    dummy = np.zeros((len(values) + _ROWS_PER_PASS, values.shape[1]), values.dtype)
    labels = np.repeat([_CLASS, _DUMMY], [len(values), len(dummy)])
    smote = SMOTE(sampling_strategy="minority", k_neighbors=neighbours, random_state=seed)
    filled, _ = smote.fit_resample(np.concatenate([values, dummy]), labels)
    return filled[len(labels) :]
