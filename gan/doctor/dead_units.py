"""Layers many of whose units give the same for every example."""

from gan.doctor.evidence import Evidence
from gan.recipe import GENERATOR

MOST_STILL = 0.25


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`, at the last look."""
    if not evidence.looks:
        return None
    names = [str(name) for name in evidence.seen["output_layers"]]
    # What ends a generator are pixels: a border that is always black is no dead unit.
    images = [name for name in names if name.startswith(GENERATOR)][-1:]
    layers = [
        f"{name} ({share:.0%})"
        for name, share in zip(names, evidence.seen["still_share"][-1])
        if share > MOST_STILL and name not in images
    ]
    if not layers:
        return None
    return f"Units that give the same for every example: {', '.join(layers)}."
