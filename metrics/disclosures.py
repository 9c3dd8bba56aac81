"""The attacks on what somebody keeps to themselves, in the order of tables; a file and a row each.

Unlike the attacks on membership they go by what examples mean, so they are of some kinds of data.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a row needs no SciPy
    from metrics.tables.disclosure import Disclosure, RowsByRole

MEMBERS, OTHERS, DIFFERENCE = "members", "others", "difference"


@dataclass(frozen=True, kw_only=True)
class DisclosureAttack:
    """How often something of training examples is guessed, and how often of held-out ones."""

    module: str
    """Has a function `measure(classes, seed)`, which returns a `Disclosure` of all classes together
    (None) and of each by its name."""
    kinds: frozenset[str]
    """Kinds of data that it is made on."""
    headings: Mapping[str, str]
    """Of the part guessed of members and of others, and of the difference in points."""
    about: str
    """Who guesses what, and what to hold it against, in some sentences."""

    def measure(
        self, classes: "Mapping[str, RowsByRole]", seed: int
    ) -> "dict[str | None, Disclosure]":
        """What is guessed of the examples of each class, and of all."""
        found: dict[str | None, Disclosure] = importlib.import_module(self.module).measure(
            classes, seed
        )
        return found


SHOWN_AS = {MEMBERS: "percent", OTHERS: "percent", DIFFERENCE: "points"}
"""How the figures of an attack are shown."""

DISCLOSURES: dict[str, DisclosureAttack] = {
    "disclosure": DisclosureAttack(
        module="metrics.tables.disclosure",
        kinds=frozenset({"table"}),
        headings={
            MEMBERS: "guessed columns: training rows",
            OTHERS: "guessed columns: held-out rows",
            DIFFERENCE: "guessed columns: difference in points",
        },
        about=(
            "An attacker knows all columns of somebody but one, the class among them, looks up the "
            "nearest drawn row and takes its value for the missing one; each column is missing in "
            "turn, 20 at most (Giomi et al. 2023). A number is right within 5 % of the standard "
            "deviation of drawn ones. What is guessed of held-out rows is what the data tell of "
            "anybody; only what is guessed of training rows beyond that comes from their having "
            "been trained on. Not above the floor is the ideal."
        ),
    ),
}


def disclosures_of(kind: str) -> dict[str, DisclosureAttack]:
    """The attacks that are made on examples of a kind, in the order of tables."""
    return {name: row for name, row in DISCLOSURES.items() if kind in row.kinds}
