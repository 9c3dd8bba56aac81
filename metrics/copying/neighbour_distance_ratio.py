"""Is one training example singled out by a drawn one?"""

import numpy as np

from metrics.copying.evidence import NOTHING, CopyEvidence, Measured, of_each


def measure(evidence: CopyEvidence) -> Measured:
    """Distance to the nearest training example over that to the second nearest, 0 to 1.

    Near 1 in between training examples, near 0 beside one of them. Where the two are copies of each
    other and of the drawn one (0 / 0), the ratio is 1: neither is singled out.

    Reference:
        Zhao et al., "CTAB-GAN", 2021, on privacy: nearest neighbour distance ratio.
    """
    if not evidence.is_enough:
        return NOTHING
    first, second = evidence.to_training.distances.T
    return of_each(np.divide(first, second, out=np.ones_like(first), where=second > 0))
