"""Are drawn examples true to their class?"""

import numpy as np

from metrics.evidence import Evidence


def measure(evidence: Evidence) -> float:
    """Part of a class's drawn examples that the judge names as that class.

    Returns:
        The share, 0 to 1; NaN without drawn examples.
    """
    if not len(evidence.named):
        return float("nan")
    return float(np.mean(evidence.named == evidence.intended))
