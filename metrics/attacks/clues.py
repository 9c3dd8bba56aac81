"""What an attack on the membership of some candidates has to go by."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Features = npt.NDArray[np.floating]


@dataclass(frozen=True, kw_only=True)
class Clues:
    """Candidates of one class, members and others alike, and what the attacker knows.

    Which candidates are members is not among it.
    """

    candidates: Features
    """[n, d]."""
    drawn: Features
    """[m, d], what the generator drew."""
    reference: Features
    """[k, d], real examples, none of which is a candidate."""
    logits: npt.NDArray[np.floating] | None = None
    """[n], what the generator's discriminator says of each candidate; None: it is not kept."""


def no_scores(clues: Clues) -> npt.NDArray[np.float64]:
    """NaN for each candidate: the attack has nothing to go by."""
    return np.full(len(clues.candidates), np.nan)
