"""A value that is no number."""

from gan.doctor.evidence import Evidence


def find(evidence: Evidence) -> str | None:
    """What the trainer said when it stopped (`gan.doctor.catalog.Symptom`)."""
    return evidence.divergence or None
