"""The metrics of drawn examples, in the order of tables; a new one is a file and a row."""

import importlib
from dataclasses import dataclass
from typing import Literal

from metrics.evidence import Evidence


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric of a class's drawn examples."""

    module: str
    """Has a function `measure(evidence)`, which returns a number, NaN where there is none."""
    heading: str
    """Of its column, in a few words."""
    about: str
    """What it says and how to read it, in a sentence."""
    shown_as: Literal["percent", "ratio"]
    has_mean: bool = False
    """Whether its mean over all drawn examples, whatever their class, is given too."""

    def measure(self, evidence: Evidence) -> float:
        """The metric of one class."""
        return importlib.import_module(self.module).measure(evidence)


METRICS: dict[str, Metric] = {
    "intended_class_share": Metric(
        module="metrics.intended_class_share",
        heading="named as intended",
        about="Named as intended: how many it gives to the class that they were drawn for.",
        shown_as="percent",
        has_mean=True,
    ),
    "pairwise_distance_ratio": Metric(
        module="metrics.pairwise_distance_ratio",
        heading="variety",
        about=(
            "Variety: their mean distance from each other in the features of its last hidden "
            "layer, over that of the real training images (1: as varied; near 0: the same picture "
            "again and again)."
        ),
        shown_as="ratio",
    ),
    "nearest_real_distance_ratio": Metric(
        module="metrics.nearest_real_distance_ratio",
        heading="distance to real",
        about=(
            "Distance to real: their median distance to the nearest real training image, over that "
            "between real ones (near 0: copies)."
        ),
        shown_as="ratio",
    ),
}
