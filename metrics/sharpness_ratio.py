"""Are drawn images as sharp as real ones?"""

import numpy as np

from metrics.evidence import NAN, Evidence, ratio


def measure(evidence: Evidence) -> float:
    """The median sharpness of drawn images, as a part of that of real ones.

    Returns:
        The ratio: well below 1 for blurred images, above it for noisy ones. NaN of other kinds of
        data, without examples, or where real images are flat.
    """
    drawn, real = evidence.drawn.sharpness, evidence.real.sharpness
    if drawn is None or real is None or not evidence.examples:
        return NAN
    return ratio(float(np.median(drawn)), float(np.median(real)))
