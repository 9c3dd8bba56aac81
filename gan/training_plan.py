"""How long one GAN is trained and how far it has come; needs no TensorFlow."""

from dataclasses import dataclass

import numpy as np

from gan.catalog import SCHEDULES
from gan.options import GanConfig

RARE_SHARE = 4
"""One of so many examples of a class is rare (`gan.remedies.rarity`)."""


class DivergedError(ArithmeticError):
    """A loss stopped being a finite number."""


@dataclass(frozen=True)
class TrainingPlan:
    """How long the networks of one class are trained, or the one pair of all.

    Args:
        examples: Training examples of the class, or of all.
        config: Budget, batch size, and how often an epoch shows what is rare.
        classes: How many a conditional pair is told apart.
    """

    examples: int
    config: GanConfig
    classes: int = 1

    @property
    def examples_per_update(self) -> int:
        """Real examples of a round of updates, whole packs; never more than there are, unless they
        repeat or are fewer than a pack."""
        schedule = SCHEDULES[self.config.schedule]
        batch_size = self.config.batch_size
        if not schedule.with_replacement:
            batch_size = min(batch_size, self.examples)
        pack = self.config.pack
        return max(1, int(batch_size * schedule.batch_fraction) // pack) * pack

    @property
    def examples_shown_per_update(self) -> int:
        """Those and the ones of the discriminator's further steps."""
        return self.examples_per_update * self.config.critic_steps

    @property
    def examples_per_epoch(self) -> int:
        """What one epoch shows: every example once, rare ones as often as they repeat."""
        repeats = self.config.rare_repeats
        return self.examples + (repeats - 1) * (self.examples // RARE_SHARE)

    @property
    def updates_per_epoch(self) -> int:
        """Rounds of updates that make an epoch, rounded down, at least 1."""
        return max(1, self.examples_per_epoch // self.examples_per_update)

    @property
    def updates(self) -> int:
        """Rounds of updates in all."""
        if self.config.updates is not None:
            return self.config.updates * (self.classes if self.config.conditional else 1)
        assert self.config.epochs is not None  # one of the two, by the config's own check
        return self.config.epochs * self.updates_per_epoch

    @property
    def epochs(self) -> int:
        """Epochs begun, the last one maybe unfinished."""
        return self.epochs_begun(self.updates)

    def epochs_begun(self, updates: int) -> int:
        """Epochs begun after so many updates."""
        return -(-updates // self.updates_per_epoch)


@dataclass(frozen=True)
class Progress:
    """What a stretch of training did."""

    updates: int
    """Updates finished so far."""
    statistics: np.ndarray
    """float32 [updates of this stretch, s], the columns of the recipe's statistics."""
    finished_epoch: int | None
    """The number of the epoch that this stretch ended (from 1); None inside an epoch."""
