"""Examples that lie nearer to training examples than those lie to each other."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from gan.doctor.evidence import Evidence

LIMIT = 0.5
_LEAST_EXAMPLES = 10


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`."""
    real, drawn = evidence.real, evidence.drawn
    if real is None or drawn is None or min(len(real), len(drawn)) < _LEAST_EXAMPLES:
        return None
    known = NearestNeighbors(n_neighbors=1).fit(real if evidence.known is None else evidence.known)
    to_others = float(np.median(known.kneighbors()[0]))
    to_real = float(np.median(known.kneighbors(drawn)[0]))
    if to_others == 0 or to_real / to_others >= LIMIT:
        return None
    return (
        f"Drawn examples are {to_real / to_others:.2f} times as far from the nearest training "
        f"example as training examples are from each other (limit {LIMIT}; medians)."
    )
