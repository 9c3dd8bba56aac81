"""What the symptoms of a training are looked for in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a training has left, and examples as vectors."""

    history: pd.DataFrame
    """Rows of history.csv, in order."""
    seen: Mapping[str, np.ndarray] = field(default_factory=dict)
    """What the instruments saw (`gan.instruments.load_instruments`); empty: nothing."""
    real: np.ndarray | None = None
    """[n, d], training examples of the class; Euclidean distance tells how alike they are."""
    known: np.ndarray | None = None
    """[k, d], all that it has learned from, up to ten thousand; None: `real` is all."""
    drawn: np.ndarray | None = None
    """[m, d], what the generator draws at the end; None: there is none."""
    logits_have_scale: bool = True
    """Whether a logit of 1 means the same in every training with the loss."""
    divergence: str = ""
    """One sentence, where the training has diverged."""

    @cached_property
    def _late(self) -> np.ndarray:
        """Which looks belong to the last third of the training; at least the last one."""
        updates = self.seen["update"]
        return updates > updates[-1] * 2 / 3

    @property
    def looks(self) -> int:
        """How many there were."""
        return len(self.seen.get("update", ()))

    def late(self, name: str) -> np.ndarray:
        """What the instruments saw of a name in the last third; [p, ...]."""
        return self.seen[name][self._late]

    @property
    def late_areas(self) -> list[float]:
        """Area under the critic's ROC curve at each look of the last third, 0..1."""
        pairs = zip(self.late("real_logits"), self.late("fake_logits"))
        return [area_under_roc(real, fake) for real, fake in pairs]

    def gradient_norms(self, network: str) -> np.ndarray:
        """Norm of a network's whole gradient at every look, [p]."""
        own = [str(name).startswith(network) for name in self.seen["weight_layers"]]
        return np.sqrt((self.seen["gradient_norm"][:, own] ** 2).sum(axis=1))


def area_under_roc(real_logits: np.ndarray, fake_logits: np.ndarray) -> float:
    """How probable it is that a real example has the larger logit; equal ones count half.

    Args:
        real_logits: [n].
        fake_logits: [m].
    """
    differences = real_logits[:, np.newaxis] - fake_logits[np.newaxis]
    return float(np.mean((differences > 0) + 0.5 * (differences == 0)))
