"""Which drawn examples are as near to a real example that was never trained on?"""

from metrics.copying.evidence import NOTHING, CopyEvidence, Measured


def measure(evidence: CopyEvidence) -> Measured:
    """1 where the nearest held-out example is nearer than `CopyEvidence.near_limit`, else 0.

    What `near_copies` is to be held against: examples of average looks are near to any real ones.
    """
    if not evidence.is_enough:
        return NOTHING
    near = evidence.to_held_out
    return Measured(evidence.is_near(near.distances[:, 0]), near.rows[:, 0])
