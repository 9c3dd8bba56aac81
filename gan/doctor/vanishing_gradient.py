"""A generator that is hardly told any more where to go."""

import numpy as np

from gan.doctor.evidence import Evidence
from gan.recipe import GENERATOR

LEAST_PART = 0.01
_LEAST_LOOKS = 3


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`: its gradient late in the training beside its largest."""
    if evidence.looks < _LEAST_LOOKS:
        return None
    norms = evidence.gradient_norms(GENERATOR)
    late, largest = float(np.median(norms[-max(1, len(norms) // 3) :])), float(norms.max())
    if largest > 0 and late >= LEAST_PART * largest:
        return None
    return (
        f"The generator's gradient has a norm of {late:.2g} in the last third, less than "
        f"{LEAST_PART:.0%} of the {largest:.2g} that it had at most."
    )
