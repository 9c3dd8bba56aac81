"""What the training of one class leaves behind on the way: history, snapshots, kept weights."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.events import TrainingEvents
from gan.instruments import Instruments
from gan.of_class import with_code
from gan.snapshots import (
    SNAPSHOT_EXAMPLES,
    Snapshots,
    milestone_epochs,
    snapshot_epochs,
    snapshot_weights_path,
)
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.training_plan import Progress, TrainingPlan
from training.event_file import EventFile

HISTORY_ROWS = 2000


def _thinning(updates: int) -> int:
    """Of so many updates one is kept, for at most `HISTORY_ROWS` rows."""
    return -(-updates // HISTORY_ROWS) or 1


class Recorder:
    """Collects statistics and snapshots of one class while it is trained.

    Args:
        trainer: In training on the class.
        plan: Of the class.
        directory: Where the files go.
        seed: The unit's.
        instruments: Looks into the networks.
        events: Where what is collected can be watched; None: nowhere.
    """

    def __init__(
        self,
        trainer: GanTrainer,
        plan: TrainingPlan,
        directory: Path,
        seed: int,
        instruments: Instruments,
        events: EventFile | None = None,
    ) -> None:
        self._trainer = trainer
        self._instruments = instruments
        self._plan = plan
        self._directory = directory
        self._draw_at = set(snapshot_epochs(plan.epochs))
        self._keep_at = set(milestone_epochs(plan.epochs)) - {plan.epochs}
        latents_seed = derive_seed(seed, "snapshots")
        latents = draw_latents(SNAPSHOT_EXAMPLES, trainer.config.latent_dim, latents_seed)
        # Of a conditional pair the same latents are drawn of every class, one class after another.
        classes = trainer.recipe.classes
        told = [with_code(latents, index, classes) for index in range(max(classes, 1))]
        self._latents = np.concatenate(told)
        self._make_examples = example_maker(trainer.averaged_generator, trainer.encoding)
        self._statistics: list[np.ndarray] = []
        self._epochs: list[int] = []
        self._drawn: list[np.ndarray] = []
        self.files: list[Path] = []
        self.updates = 0
        names, every = trainer.recipe.statistics, _thinning(plan.updates)
        self._events = TrainingEvents(events, names, plan, every, classes) if events else None

    @property
    def wanted_epochs(self) -> set[int]:
        """Epochs after which the generator is drawn or kept."""
        return self._draw_at | self._keep_at

    @property
    def epochs(self) -> int:
        """Epochs begun so far."""
        return self._plan.epochs_begun(self.updates)

    def add(self, progress: Progress) -> None:
        """Keep what a stretch of training did, and what is due after it."""
        self._statistics.append(progress.statistics)
        self.updates = progress.updates
        self._instruments.add(progress)
        epoch = progress.finished_epoch
        if epoch in self._draw_at:
            self._epochs.append(epoch)
            self._drawn.append(self._make_examples(self._latents))
        if epoch in self._keep_at:
            path = snapshot_weights_path(self._directory, epoch)
            with atomic_path(path) as temporary:
                self._trainer.averaged_generator.save_weights(temporary)
            self.files.append(path)
        self._show()

    def _show(self) -> None:
        """Let those who watch see what they have not seen yet."""
        if self._events:
            drawn = list(zip(self._epochs, self._drawn))
            self._events.write(self._statistics, drawn, self._instruments)

    def state(self) -> dict[str, np.ndarray]:
        """What was collected so far, for `restore`."""
        return {
            "statistics": self._all_statistics(),
            "drawn_epochs": np.array(self._epochs, np.int64),
            "drawn_images": np.array(self._drawn),
            **self._instruments.state(),
        }

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what an earlier recorder of the same class has collected."""
        self._statistics = [state["statistics"]]
        self._epochs = state["drawn_epochs"].tolist()
        self._drawn = list(state["drawn_images"])
        self._instruments.restore(state)
        self.updates = len(state["statistics"])
        ended = self.updates // self._plan.updates_per_epoch
        kept = sorted(epoch for epoch in self._keep_at if epoch <= ended)
        self.files = [snapshot_weights_path(self._directory, epoch) for epoch in kept]
        self._show()

    def _all_statistics(self) -> np.ndarray:
        none = np.empty((0, len(self._trainer.recipe.statistics)), np.float32)
        return np.concatenate([none, *self._statistics])

    def save(self) -> None:
        """Write all that was collected.

        Raises:
            UserError: A file cannot be written.
        """
        self._save_history()
        self._save_snapshots()
        self.files += self._instruments.save(self._directory)

    def _save_history(self) -> None:
        """Write history.csv, evenly thinned to at most `HISTORY_ROWS` rows."""
        statistics = self._all_statistics()
        update = np.arange(1, len(statistics) + 1)
        table = pd.DataFrame(statistics, columns=list(self._trainer.recipe.statistics))
        table.insert(0, "update", update)
        table.insert(1, "epoch", update / self._plan.updates_per_epoch)
        step = _thinning(len(table))
        path = self._directory / "history.csv"
        with atomic_path(path) as temporary:
            table.iloc[step - 1 :: step].to_csv(temporary, index=False, float_format="%.6g")
        self.files.append(path)

    def _save_snapshots(self) -> None:
        """Write snapshots.npz, if there is any."""
        if self._drawn:
            path = self._directory / "snapshots.npz"
            Snapshots(np.array(self._epochs, np.int64), np.stack(self._drawn)).save(path)
            self.files.append(path)
