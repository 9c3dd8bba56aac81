"""Do drawn examples lie nearer to what was trained on than to what was never seen?"""

import numpy as np

from metrics.copying.evidence import NOTHING, CopyEvidence, Measured


def measure(evidence: CopyEvidence) -> Measured:
    """1 where the nearest training example is nearer than any held-out one, 1/2 for a tie, else 0.

    The mean is 0.5 for what is no nearer to the one than to the other, 1 for copies. The record
    that is nearest of all decides.

    Reference:
        Platzer and Reutterer, "Holdout-based empirical assessment of mixed-type synthetic data",
        2021: share of records closer to the training than to the holdout data.
    """
    if not evidence.is_enough:
        return NOTHING
    training, held_out = evidence.to_training, evidence.to_held_out
    gap = held_out.distances[:, 0] - training.distances[:, 0]
    other = len(evidence.training) + held_out.rows[:, 0]
    decides = np.where(gap > 0, training.rows[:, 0], other)
    return Measured((gap > 0) + 0.5 * (gap == 0), decides)
