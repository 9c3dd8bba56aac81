"""The copy checks, in the order of tables; a new one is a file and a row."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # a row needs no scikit-learn, whose import takes a second
    from metrics.copying.evidence import CopyEvidence, Measured
    from metrics.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class CopyCheck:
    """A figure of drawn examples; the same of held-out ones in their place is its floor."""

    module: str
    """Has a function `measure(evidence)`, which returns what it finds of each example."""
    summary: Literal["share", "low_percentile"]
    """A function of `metrics.copying.summaries`."""
    heading: str
    about: str
    """What it says, its direction, and what to hold it against, in a sentence."""
    shown_as: Literal["percent", "ratio", "figure"]

    def measure(self, evidence: "CopyEvidence") -> "Measured":
        """Of each drawn example of one class; none where there are too few."""
        return importlib.import_module(self.module).measure(evidence)

    def summed_up(self, found: "Measured", seed: int) -> "Estimate":
        """One figure of a class, or of several together."""
        summaries = importlib.import_module("metrics.copying.summaries")
        return getattr(summaries, self.summary)(found, seed)


COPY_CHECKS: dict[str, CopyCheck] = {
    "closer_to_training": CopyCheck(
        module="metrics.copying.closer_to_training",
        summary="share",
        heading="closer to training",
        about=(
            "Part whose nearest training example is nearer than the nearest of equally many "
            "held-out ones (ties count half). 50 % is the ideal; 100 %: copies."
        ),
        shown_as="percent",
    ),
    "exact_copies": CopyCheck(
        module="metrics.copying.exact_copies",
        summary="share",
        heading="exact copies",
        about="Part that equals one of all training examples, value by value. 0 % is the ideal.",
        shown_as="percent",
    ),
    "near_copies": CopyCheck(
        module="metrics.copying.near_copies",
        summary="share",
        heading="near copies",
        about=(
            "Part that is nearer to a training example than all but one in a hundred real ones "
            "are to each other. Not above the next row nor the floor is the ideal."
        ),
        shown_as="percent",
    ),
    "near_held_out": CopyCheck(
        module="metrics.copying.near_held_out",
        summary="share",
        heading="as near to held-out ones",
        about=(
            "The same for the held-out examples, which were never trained on: examples of average "
            "looks are near to any real ones."
        ),
        shown_as="percent",
    ),
    "closest_record_distance": CopyCheck(
        module="metrics.copying.closest_record_distance",
        summary="low_percentile",
        heading="distance to closest record",
        about=(
            "Distance to the nearest training example that one in twenty comes below. Not below "
            "the floor is the ideal; 0: copies."
        ),
        shown_as="figure",
    ),
    "neighbour_distance_ratio": CopyCheck(
        module="metrics.copying.neighbour_distance_ratio",
        summary="low_percentile",
        heading="ratio of the two nearest",
        about=(
            "Distance to the nearest over that to the second nearest training example that one in "
            "twenty comes below. Not below the floor is the ideal; 0: copies."
        ),
        shown_as="ratio",
    ),
}
