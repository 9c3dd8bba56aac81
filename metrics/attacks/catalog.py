"""The attacks on membership, in the order of tables; a new one is a file and a row."""

import importlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.attacks.clues import Clues


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A score of candidates; a higher one is the guess that a candidate was trained on.

    That direction is fixed here, before anything is looked at: an attack that does worse than
    chance is not turned around.
    """

    module: str
    """Has a function `scores(clues)`, which returns float64 [n], NaN where it has nothing to go
    by."""
    heading: str
    about: str
    """What it goes by, in a sentence."""
    by_drawn: bool = True
    """Whether it goes by what was drawn; else by what is not given away with it, and it says
    nothing of that."""

    def scores(self, clues: Clues) -> npt.NDArray[np.float64]:
        """Of each candidate of one class."""
        return importlib.import_module(self.module).scores(clues)


def going_by_drawn() -> list[str]:
    """The attacks that the worst one is picked from: what was drawn is all that they need."""
    return [name for name, attack in ATTACKS.items() if attack.by_drawn]


ATTACKS: dict[str, Attack] = {
    "distance": Attack(
        module="metrics.attacks.distance",
        heading="distance to what was drawn",
        about="The nearer the nearest drawn example, the rather a member (Chen et al. 2020).",
    ),
    "density_ratio": Attack(
        module="metrics.attacks.density_ratio",
        heading="density against real ones",
        about=(
            "The denser drawn examples lie about it, compared with other real ones, the rather a "
            "member (van Breugel et al. 2023)."
        ),
    ),
    "likelihood": Attack(
        module="metrics.attacks.likelihood",
        heading="likelihood",
        about=(
            "The larger the share of drawn examples about it, the rather a member (Hilprecht et "
            "al. 2019)."
        ),
    ),
    "discriminator": Attack(
        module="metrics.attacks.discriminator",
        heading="the discriminator",
        about=(
            "The surer the discriminator is that it is real, the rather a member (Hayes et al. "
            "2019); it needs the discriminator, which export does not give away."
        ),
        by_drawn=False,
    ),
}
