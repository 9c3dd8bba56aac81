"""Images that are too much alike, or that leave out whole groups of real ones.

Real examples are put into groups by k-means on a half of them. A group is missed where less than a
tenth of the drawn examples are in it that the other half of the real ones would have there.
"""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from gan.doctor.evidence import Evidence
from metrics.collapse import neighbour_ratio

LEAST_RATIO = 0.5
"""Of the distance between neighbours among drawn examples to that among real ones."""
MOST_MISSED = 0.3
_LEAST_EXAMPLES = 40
_MOST_GROUPS = 10
_LEAST_OF_A_GROUP = 10
_MISSED = 0.1
_COMPONENTS = 20
_SEED = 0


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`."""
    real, drawn = evidence.real, evidence.drawn
    if real is None or drawn is None or min(len(real), len(drawn)) < 2:
        return None
    ratio = neighbour_ratio(real, drawn, _SEED)
    if ratio is not None and ratio < LEAST_RATIO:
        return (
            f"Drawn examples are {ratio:.2f} times as far from their nearest neighbours among "
            f"themselves as real ones are (limit {LEAST_RATIO})."
        )
    groups, missed = missed_groups(real, drawn)
    if groups and missed / groups > MOST_MISSED:
        return (
            f"Of {groups} groups that real examples fall into, {missed} have less than a tenth of "
            "the drawn examples that they should have."
        )
    return None


def missed_groups(real: np.ndarray, drawn: np.ndarray) -> tuple[int, int]:
    """How many groups there are, and how many of them drawn examples leave out.

    Args:
        real: [n, d].
        drawn: [m, d].

    Returns:
        0, 0 where there are fewer than 40 of either, or where even real examples miss one.
    """
    if min(len(real), len(drawn)) < _LEAST_EXAMPLES:
        return 0, 0
    mixed = real[np.random.default_rng(_SEED).permutation(len(real))]
    fitted, held = np.array_split(mixed, 2)
    count = min(_MOST_GROUPS, len(fitted) // _LEAST_OF_A_GROUP)
    axes = PCA(min(_COMPONENTS, *fitted.shape), random_state=_SEED).fit(fitted)
    groups = KMeans(count, n_init=4, random_state=_SEED).fit(axes.transform(fitted))
    shares = [
        np.bincount(groups.predict(axes.transform(each)), minlength=count) / len(each)
        for each in (held, drawn)
    ]
    expected, found = shares
    if not expected.all():
        return 0, 0
    return count, int((found < _MISSED * expected).sum())
