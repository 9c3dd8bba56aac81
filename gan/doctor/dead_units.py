"""Layers many of whose units give the same for every example."""

from gan.doctor.evidence import Evidence

MOST_STILL = 0.25


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`, at the last look."""
    if not evidence.looks:
        return None
    shares = evidence.seen["still_share"][-1]
    layers = [
        f"{name} ({share:.0%})"
        for name, share in zip(evidence.seen["output_layers"], shares)
        if share > MOST_STILL
    ]
    if not layers:
        return None
    return f"Units that give the same for every image: {', '.join(layers)}."
