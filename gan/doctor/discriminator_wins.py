"""A critic that tells every real example from every fake one."""

import numpy as np

from gan.doctor.evidence import Evidence

LIMIT = 0.995


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`, whatever the loss makes of the logits."""
    if not evidence.looks:
        return None
    area = float(np.mean(evidence.late_areas))
    if area < LIMIT:
        return None
    return (
        f"In the last third a real example has a larger logit than a fake one in {area:.1%} of "
        f"pairs (limit {LIMIT:.1%}): the generator is told that nothing it does helps."
    )
