"""The metrics of drawn examples, in the order of tables; a new one is a file and a row."""

import importlib
from dataclasses import dataclass
from typing import Literal

from metrics.evidence import NAN, Evidence
from metrics.neighbours import LEAST_EXAMPLES
from metrics.resampling import mean_interval

Bounds = tuple[float, float]
_TABLES = frozenset({"table"})


@dataclass(frozen=True)
class Reading:
    """What a metric says of some evidence."""

    value: float
    interval: Bounds | None = None
    """95 %, of the choice of examples."""
    class_index: int = -1
    """The class that the value is about; -1: none."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric of drawn examples against real ones."""

    module: str
    """Has a function `measure(evidence)`, which returns a number, NaN where there is none, or
    `scores(evidence)`, whose mean it is. May have `interval(evidence)`, two ends, and
    `class_index(evidence)`, the class that the number is about."""
    heading: str
    """Of its row, in a few words."""
    about: str
    """What it says and which way is good, in a sentence."""
    source: str
    """The paper."""
    shown_as: Literal["percent", "ratio", "figure"]
    least: int = 2
    """Examples of each sample without which it is not measured."""
    per_class: bool = True
    overall: bool = True
    """Whether it is measured on the examples of all classes together, too."""
    kinds: frozenset[str] | None = None
    """Kinds of data that it is measured on; None: all."""

    def suits(self, kind: str) -> bool:
        """Whether examples of a kind, by its name, are measured by it."""
        return self.kinds is None or kind in self.kinds

    def measure(self, evidence: Evidence) -> float:
        """The metric; NaN where there is none, or there are too few examples for it."""
        return self.reading(evidence, with_interval=False).value

    def reading(self, evidence: Evidence, *, with_interval: bool = True) -> Reading:
        """The metric, and its interval where it has a cheap one."""
        if evidence.examples < self.least:
            return Reading(NAN)
        module = importlib.import_module(self.module)
        scores = module.scores(evidence) if hasattr(module, "scores") else None
        value = float(scores.mean()) if scores is not None else module.measure(evidence)
        if not with_interval or value != value:
            return Reading(value)
        index = module.class_index(evidence) if hasattr(module, "class_index") else -1
        if scores is not None:
            return Reading(value, mean_interval(scores, evidence.seed), index)
        has_interval = hasattr(module, "interval")
        return Reading(value, module.interval(evidence) if has_interval else None, index)


METRICS: dict[str, Metric] = {
    "intended_class_share": Metric(
        module="metrics.intended_class_share",
        heading="GAN-test",
        about=(
            "The share that the judge names as the class that they were drawn for. Higher is "
            "better, up to the floor: above it they are easier than real ones, not better."
        ),
        source="Shmelkov et al. 2018",
        shown_as="percent",
        least=1,
    ),
    "taken_for_share": Metric(
        module="metrics.taken_for_share",
        heading="taken for one other class",
        about="The share that the judge gives to the one other class that it names most. Lower is "
        "better.",
        source="a row of the confusion matrix",
        shown_as="percent",
        least=10,
        overall=False,
    ),
    "two_sample_linear": Metric(
        module="metrics.two_sample_linear",
        heading="told from real, linear",
        about=(
            "How often a logistic regression on the features tells a drawn example from a real one "
            "that it has not seen (5-fold cross-validation). 50 % is best: they cannot be told "
            "apart; at 100 % always."
        ),
        source="Lopez-Paz and Oquab 2017",
        shown_as="percent",
        least=20,
    ),
    "two_sample_neighbour": Metric(
        module="metrics.two_sample_neighbour",
        heading="told from real, neighbour",
        about=(
            "How often the nearest other example is real as it is, or drawn as it is. 50 % is "
            "best; towards 100 % they lie apart, well below 50 % they are copies."
        ),
        source="Lopez-Paz and Oquab 2017",
        shown_as="percent",
        least=20,
    ),
    "frechet_distance": Metric(
        module="metrics.frechet_distance",
        heading="Frechet distance",
        about=(
            "Between normal distributions fitted to real and to drawn examples, in one principal "
            "component for ten examples (at most 64). Lower is better; it has no natural scale and "
            "is above 0 for real examples, too, so only the floor tells what is low."
        ),
        source="Heusel et al. 2017",
        shown_as="figure",
        least=20,
    ),
    "kernel_distance": Metric(
        module="metrics.kernel_distance",
        heading="kernel distance (KID)",
        about=(
            "The same question without a fitted model and without bias: to be preferred to the "
            "Frechet distance below about ten examples for each feature. Lower is better; 0 on "
            "average, at times below it, for real ones."
        ),
        source="Binkowski et al. 2018",
        shown_as="figure",
        least=20,
    ),
    "precision": Metric(
        module="metrics.precision",
        heading="precision",
        about=(
            "The share of drawn examples that lie within reach of a real one (its fifth "
            "neighbour). Higher is better, up to the floor."
        ),
        source="Kynkaanniemi et al. 2019",
        shown_as="percent",
        least=LEAST_EXAMPLES,
    ),
    "recall": Metric(
        module="metrics.recall",
        heading="recall",
        about="The share of real examples within reach of a drawn one. Higher is better.",
        source="Kynkaanniemi et al. 2019",
        shown_as="percent",
        least=LEAST_EXAMPLES,
    ),
    "density": Metric(
        module="metrics.density",
        heading="density",
        about=(
            "How many real examples are within reach of a drawn one, over the five expected. "
            "About 1 is best: less, and they lie where real ones are rare; more, and they crowd "
            "where real ones are common."
        ),
        source="Naeem et al. 2020",
        shown_as="ratio",
        least=LEAST_EXAMPLES,
    ),
    "coverage": Metric(
        module="metrics.coverage",
        heading="coverage",
        about="The share of real examples with a drawn one within their reach. Higher is better.",
        source="Naeem et al. 2020",
        shown_as="percent",
        least=LEAST_EXAMPLES,
    ),
    "clipped_density": Metric(
        module="metrics.clipped_density",
        heading="clipped density",
        about=(
            "Read as the share of drawn examples that are realistic, the others being far off. "
            "Higher is better, 100 % at most."
        ),
        source="Salvy et al. 2026",
        shown_as="percent",
        least=LEAST_EXAMPLES,
    ),
    "clipped_coverage": Metric(
        module="metrics.clipped_coverage",
        heading="clipped coverage",
        about=(
            "Read as the share of as many real examples that would cover the real ones as well. "
            "Higher is better, 100 % at most."
        ),
        source="Salvy et al. 2026",
        shown_as="percent",
        least=LEAST_EXAMPLES,
    ),
    "class_score": Metric(
        module="metrics.class_score",
        heading="class score",
        about=(
            "The Inception Score with the judge in the place of the Inception network: high where "
            "each is of a clear class and all classes are there, the number of classes at most. "
            "Best at the floor."
        ),
        source="Salimans et al. 2016",
        shown_as="ratio",
        least=10,
        per_class=False,
    ),
    "pairwise_distance_ratio": Metric(
        module="metrics.pairwise_distance_ratio",
        heading="variety",
        about=(
            "Their mean distance from each other in the features, over that of real ones; near 0: "
            "the same picture again and again. Best at the floor, which need not be 1."
        ),
        source="mean distances of all pairs",
        shown_as="ratio",
        least=10,
        overall=False,
    ),
    "nearest_real_distance_ratio": Metric(
        module="metrics.nearest_real_distance_ratio",
        heading="distance to real",
        about=(
            "Their median distance to the nearest real one, over that between real ones; near 0: "
            "copies of these. Best at the floor."
        ),
        source="medians of nearest distances",
        shown_as="ratio",
        least=10,
        overall=False,
    ),
    "sharpness_ratio": Metric(
        module="metrics.sharpness_ratio",
        heading="sharpness",
        about=(
            "The median energy of edges in drawn images, over that in real ones; well below the "
            "floor: blurred, above it: noisy. Of images alone."
        ),
        source="Pech-Pacheco et al. 2000",
        shown_as="ratio",
        least=10,
        overall=False,
        kinds=frozenset({"images"}),
    ),
    "column_distance": Metric(
        module="metrics.tables.column_distance",
        heading="single columns",
        about=(
            "How far the distributions of single columns are apart, mean over them: the largest "
            "gap between cumulative shares of numbers (Kolmogorov-Smirnov), half the sum of the "
            "differences of categories. 0 % is best, but the floor is above it."
        ),
        source="Kolmogorov 1933, Smirnov 1948",
        shown_as="percent",
        least=20,
        kinds=_TABLES,
    ),
    "pair_distance": Metric(
        module="metrics.tables.pair_distance",
        heading="pairs of columns",
        about=(
            "How far pairs of columns are apart, mean over them: half the difference of "
            "correlations, the distance of contingency tables, the difference of correlation "
            "ratios. Lower is better, down to the floor."
        ),
        source="pair trends, SDMetrics",
        shown_as="percent",
        least=20,
        kinds=_TABLES,
    ),
    "association_distance": Metric(
        module="metrics.tables.association_distance",
        heading="associations",
        about=(
            "How far the associations of two columns differ, mean over the pairs: rank "
            "correlation, Cramer's V, correlation ratio. Lower is better, down to the floor."
        ),
        source="Spearman 1904, Bergsma 2013, Fisher 1925",
        shown_as="figure",
        least=20,
        kinds=_TABLES,
    ),
    "two_sample_trees": Metric(
        module="metrics.tables.two_sample_trees",
        heading="told from real, trees",
        about=(
            "How surely boosted trees tell a drawn row from a real one that they have not seen "
            "(area under the curve, 5-fold cross-validation). 0.5 is best, 1 is always, less is "
            "copies."
        ),
        source="Lopez-Paz and Oquab 2017",
        shown_as="ratio",
        least=50,
        kinds=_TABLES,
    ),
    "column_prediction": Metric(
        module="metrics.tables.column_prediction",
        heading="every column from the others",
        about=(
            "How much of each column of real rows is explained by the others, as learned from "
            "drawn rows (forests, mean over the columns). Higher is better, up to the floor, which "
            "is what real rows teach."
        ),
        source="Esteban et al. 2017, Choi et al. 2017",
        shown_as="percent",
        least=50,
        per_class=False,
        kinds=_TABLES,
    ),
}


def metrics_of(kind: str) -> dict[str, Metric]:
    """The metrics that examples of a kind are measured by, in the order of tables."""
    return {name: row for name, row in METRICS.items() if row.suits(kind)}
