"""How each arm's classifier is trained: the options under `classifier`."""

from dataclasses import dataclass, replace
from typing import Annotated

from tyro.conf import arg

from classifiers.catalog import CLASSIFIERS
from foundation.checks import check_budget, check_range, grown
from foundation.errors import unknown_name
from foundation.rows import in_words


@dataclass(frozen=True, kw_only=True)
class ClassifierConfig:
    """How each arm's classifier is trained; the same for all arms."""

    network: Annotated[str, arg(help=in_words("Network of the classifiers", CLASSIFIERS))] = grown(
        "compact", before="source"
    )
    updates: int | None = 10_125
    """Training length in optimizer updates, equal for all arms (but see --longer); None: in epochs.
    Presets set fewer for small classes (--dry-run --verbose shows how many). Range: >= 1."""
    epochs: int | None = None
    """Training length in passes over the arm's own images; None: in updates. Range: >= 1."""
    batch_size: int = 64
    """Images per update. Range: >= 1."""
    learning_rate: float = 1e-3
    """Adam step size at the start. Range: 0 to 1."""
    final_learning_rate_fraction: float = 0.02
    """Part of the step size that is left at the end of a linear decay. Range: 0 to 1 (1: none)."""
    decay_part: float = grown(0.67, before=1.0)
    """Part of the training over which the step size falls; in the rest it stays at its last, and
    the curve shows whether the classifier has settled. Range: 0.01 to 1."""
    evaluations: int = 15
    """Points on the curves (in epochs: one per epoch). Range: 1 to 1000."""
    threads: int = 1
    """Threads of one arm's training; results can differ in the last bit between thread counts.
    Range: 1 to 256."""

    def __post_init__(self) -> None:
        if self.network not in CLASSIFIERS:
            raise unknown_name(
                "classifier", self.network, CLASSIFIERS, option="--classifier.network"
            )
        check_budget("classifier", self.epochs, self.updates)
        check_range(self, "updates", 1)
        check_range(self, "epochs", 1)
        check_range(self, "batch_size", 1)
        check_range(self, "learning_rate", 0, 1)
        check_range(self, "final_learning_rate_fraction", 0, 1)
        check_range(self, "decay_part", 0.01, 1)
        check_range(self, "evaluations", 1, 1000)
        check_range(self, "threads", 1, 256)

    def times(self, factor: float) -> "ClassifierConfig":
        """The same with so many times the updates or epochs, rounded; `factor` >= 1."""
        length = "updates" if self.updates is not None else "epochs"
        return replace(self, **{length: round(factor * getattr(self, length))})
