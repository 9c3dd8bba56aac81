"""How near does a drawn example come to a training example?"""

from metrics.copying.evidence import NOTHING, CopyEvidence, Measured, of_each


def measure(evidence: CopyEvidence) -> Measured:
    """The distance from each drawn example to its nearest training example, 0 and up.

    Reference:
        Zhao et al., "CTAB-GAN", 2021, on privacy: distance to closest record.
    """
    return of_each(evidence.to_training.distances[:, 0]) if evidence.is_enough else NOTHING
