"""What is recorded of a training, as events for those who watch it."""

from collections.abc import Sequence

import numpy as np

from gan.instruments import Instruments
from gan.snapshots import SNAPSHOT_EXAMPLES
from gan.training_plan import TrainingPlan
from plots.tiles import tile_images
from training.event_file import EventFile

_COLUMNS = 4


class TrainingEvents:
    """Writes what a recorder holds and the file does not.

    Args:
        file: Where to.
        names: Of the statistics of an update.
        plan: Of the training.
        every: Of so many updates one is written.
        classes: Of a conditional pair; 0 of any other.
    """

    def __init__(
        self, file: EventFile, names: Sequence[str], plan: TrainingPlan, every: int, classes: int
    ) -> None:
        self._file = file
        self._tags = [f"history/{name}" for name in names]
        self._plan = plan
        self._every = every
        # Of a conditional pair every class has a row.
        self._columns = SNAPSHOT_EXAMPLES if classes else _COLUMNS
        self._updates = 0

    def write(
        self,
        statistics: Sequence[np.ndarray],
        drawn: Sequence[tuple[int, np.ndarray]],
        instruments: Instruments,
    ) -> None:
        """Write what has come since the last time; at first all that there is.

        Args:
            statistics: Of all updates so far, float32 [updates of a stretch, s] one after another.
            drawn: Epochs, and what the same latents were after each: stored images [m, h, w, c].
            instruments: With their looks so far.

        Raises:
            UserError: The file cannot be written.
        """
        for stretch in self._file.new("statistics", statistics):
            self._write_stretch(stretch)
        for look in self._file.new("looks", instruments.looks):
            self._file.add_scalars(int(look["update"]), instruments.scalars(look))
        for epoch, images in self._file.new("snapshots", drawn):
            update = min(epoch * self._plan.updates_per_epoch, self._plan.updates)
            sheet = tile_images(images, columns=self._columns)
            self._file.add_picture(update, "snapshots", sheet)
        self._file.flush()

    def _write_stretch(self, statistics: np.ndarray) -> None:
        for values in statistics:
            self._updates += 1
            if self._updates % self._every == 0:
                self._file.add_scalars(self._updates, dict(zip(self._tags, values)))
