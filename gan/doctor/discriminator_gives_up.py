"""A critic that says nearly the same of everything."""

import numpy as np

from gan.doctor.evidence import Evidence

_NEAR_CHANCE = 0.05
_LEAST_DEVIATION = 0.01


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`: no difference, and hardly any between single images."""
    if not evidence.looks:
        return None
    area = float(np.mean(evidence.late_areas))
    logits = np.concatenate([evidence.late("real_logits"), evidence.late("fake_logits")], axis=1)
    deviation = float(np.mean(logits.std(axis=1)))
    if abs(area - 0.5) > _NEAR_CHANCE or deviation > _LEAST_DEVIATION:
        return None
    return (
        f"In the last third its logits differ by {deviation:.2g} (standard deviation) between "
        f"examples, and real ones have the larger one in {area:.0%} of pairs."
    )
