"""GAN-test: are drawn examples true to their class?"""

import numpy as np

from metrics.evidence import NAN, Evidence
from metrics.intervals import accuracy_interval


def measure(evidence: Evidence) -> float:
    """Part of the drawn examples that the judge names as the class that they were drawn for.

    Returns:
        The share, 0 to 1; NaN without drawn examples.

    Reference:
        Shmelkov, Schmid and Alahari, How good is my GAN?, ECCV 2018, section 3 (GAN-test).
    """
    return float(_hits(evidence).mean()) if len(evidence.drawn) else NAN


def interval(evidence: Evidence) -> tuple[float, float]:
    """Wilson's at 95 %."""
    return accuracy_interval(_hits(evidence)[None])


def _hits(evidence: Evidence) -> np.ndarray:
    return evidence.drawn.named == evidence.drawn.labels
