"""Which drawn examples are nearer to a training example than real ones are to each other?"""

from metrics.copying.evidence import NOTHING, CopyEvidence, Measured


def measure(evidence: CopyEvidence) -> Measured:
    """1 where the nearest training example is nearer than `CopyEvidence.near_limit`, else 0."""
    if not evidence.is_enough:
        return NOTHING
    near = evidence.to_training
    return Measured(evidence.is_near(near.distances[:, 0]), near.rows[:, 0])
