"""Does the discriminator take a candidate for an example that it was trained on?"""

import numpy as np
import numpy.typing as npt

from metrics.attacks.clues import Clues, no_scores


def scores(clues: Clues) -> npt.NDArray[np.float64]:
    """The logit of the generator's discriminator, [n]; NaN where that is not kept.

    Reference:
        Hayes et al., "LOGAN: membership inference attacks against generative models", 2019: the
        white-box attack.
    """
    return no_scores(clues) if clues.logits is None else np.asarray(clues.logits, np.float64)
