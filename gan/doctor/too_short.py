"""A training that ended while its images were still coming nearer to real ones."""

import numpy as np
from scipy import stats

from gan.doctor.evidence import Evidence

LEAST_FALL = 0.2
"""Over the last third, as a part of the distance at its beginning."""
LEAST_STEP = 0.005
"""The same as a part of the mean distance between real examples: less is not seen in images."""
_LEAST_LOOKS = 9


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`: a line through the last third falls, beyond doubt."""
    if evidence.looks < _LEAST_LOOKS or evidence.divergence:
        return None
    distances = evidence.late("distance").astype(float)
    if not np.isfinite(distances).all():
        return None
    x = np.linspace(0, 1, len(distances))
    line = stats.linregress(x, distances)
    reach = float(stats.t.ppf(0.95, len(x) - 2)) * float(line.stderr)
    if line.intercept <= 0 or line.slope + reach >= 0:
        return None
    fall = -float(line.slope) / float(line.intercept)
    if fall < LEAST_FALL or -float(line.slope) < LEAST_STEP:
        return None
    return (
        f"The energy distance of drawn and real examples fell by {fall:.0%} over the last third of "
        "the training."
    )
