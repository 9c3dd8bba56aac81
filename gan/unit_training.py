"""The unit of GAN work: train one class, keep what it leaves behind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from datasets.images.pixels import to_signed_unit
from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.snapshots import SNAPSHOT_IMAGES, Snapshots, milestone_epochs, snapshot_epochs
from gan.steps import STATISTICS
from gan.synthesis import draw_latents, image_maker
from gan.trainer import DivergedError, GanTrainer, TrainingPlan
from metrics.collapse import COLLAPSE_RATIO, neighbour_ratio
from training.checkpoint import Checkpoint

HISTORY_ROWS = 2000
_DIAGNOSED_IMAGES = 256


@dataclass(frozen=True)
class ClassResult:
    """How the training of one class ended."""

    status: str
    """`ok`, `collapsed` or `diverged`."""
    detail: str
    """One sentence on it."""
    updates: int
    """Updates that were done, of a diverged class as well."""
    files: tuple[Path, ...]
    """What was written, as far as the status allows."""


def snapshot_weights_path(directory: Path, epoch: int) -> Path:
    """Where the averaged generator's weights after an epoch are kept."""
    return directory / f"snapshot-{epoch:05d}.weights.h5"


def snapshot_epoch_files(directory: Path) -> dict[int, Path]:
    """Epoch -> weights file, for the generators that were kept on the way."""
    files = sorted(directory.glob("snapshot-*.weights.h5"))
    return {int(path.name.split("-")[1].split(".")[0]): path for path in files}


class _Recorder:
    """Collects statistics and snapshots of one class while it is trained."""

    def __init__(self, trainer: GanTrainer, plan: TrainingPlan, directory: Path, seed: int):
        self._trainer = trainer
        self._plan = plan
        self._directory = directory
        self._draw_at = set(snapshot_epochs(plan.epochs))
        self._keep_at = set(milestone_epochs(plan.epochs)) - {plan.epochs}
        latents_seed = derive_seed(seed, "snapshots")
        self._latents = draw_latents(SNAPSHOT_IMAGES, trainer.config.latent_dim, latents_seed)
        self._make_images = image_maker(trainer.averaged_generator)
        self._statistics: list[np.ndarray] = []
        self._epochs: list[int] = []
        self._images: list[np.ndarray] = []
        self.files: list[Path] = []
        self.updates = 0

    @property
    def wanted_epochs(self) -> set[int]:
        """Epochs after which the generator is drawn or kept."""
        return self._draw_at | self._keep_at

    def add(self, progress) -> None:
        self._statistics.append(progress.statistics)
        self.updates = progress.updates
        epoch = progress.finished_epoch
        if epoch in self._draw_at:
            self._epochs.append(epoch)
            self._images.append(self._make_images(self._latents))
        if epoch in self._keep_at:
            path = snapshot_weights_path(self._directory, epoch)
            with atomic_path(path) as temporary:
                self._trainer.averaged_generator.save_weights(temporary)
            self.files.append(path)

    def state(self) -> dict[str, np.ndarray]:
        """What was collected so far, for `restore`."""
        return {
            "statistics": self._all_statistics(),
            "drawn_epochs": np.array(self._epochs, np.int64),
            "drawn_images": np.array(self._images, np.uint8),
        }

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what an earlier recorder of the same class has collected."""
        self._statistics = [state["statistics"]]
        self._epochs = state["drawn_epochs"].tolist()
        self._images = list(state["drawn_images"])
        self.updates = len(state["statistics"])
        ended = self.updates // self._plan.updates_per_epoch
        kept = sorted(epoch for epoch in self._keep_at if epoch <= ended)
        self.files = [snapshot_weights_path(self._directory, epoch) for epoch in kept]

    def _all_statistics(self) -> np.ndarray:
        return np.concatenate([np.empty((0, len(STATISTICS)), np.float32), *self._statistics])

    def save_history(self) -> None:
        """Write history.csv, evenly thinned to at most `HISTORY_ROWS` rows."""
        statistics = self._all_statistics()
        update = np.arange(1, len(statistics) + 1)
        table = pd.DataFrame(statistics, columns=list(STATISTICS))
        table.insert(0, "update", update)
        table.insert(1, "epoch", update / self._plan.updates_per_epoch)
        step = -(-len(table) // HISTORY_ROWS) or 1
        path = self._directory / "history.csv"
        with atomic_path(path) as temporary:
            table.iloc[step - 1 :: step].to_csv(temporary, index=False, float_format="%.6g")
        self.files.append(path)

    def save_snapshots(self) -> None:
        """Write snapshots.npz, if there is any."""
        if self._images:
            path = self._directory / "snapshots.npz"
            Snapshots(np.array(self._epochs, np.int64), np.stack(self._images)).save(path)
            self.files.append(path)


def train_class(
    trainer: GanTrainer,
    images: np.ndarray,
    *,
    seed: int,
    directory: Path,
    advance: Callable[[int], None] = lambda updates: None,
    checkpoint: Checkpoint | None = None,
) -> ClassResult:
    """Train the pair of one class and write its generator, history and snapshots.

    Args:
        trainer: For images of this shape.
        images: uint8 [n, h, w, c], the training images of the class.
        seed: The unit's seed.
        directory: Where the files go.
        advance: Called with the updates finished so far.
        checkpoint: Where a training that was killed is gone on from, and this one saved now and
            then; the caller removes it when the unit is finished. None: neither.

    Returns:
        The status and the files. A diverged class leaves no generator.

    Raises:
        UserError: A file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    recorder = _Recorder(trainer, TrainingPlan(len(images), trainer.config), directory, seed)
    state = checkpoint.load(trainer.suits) if checkpoint else None
    if state is not None:
        recorder.restore(state)
        advance(recorder.updates)
    _remove_earlier_attempt(directory, kept=recorder.files)
    status, detail = "ok", ""
    try:
        training_seed = derive_seed(seed, "training")
        signed = to_signed_unit(images)
        for progress in trainer.train(signed, training_seed, recorder.wanted_epochs, state=state):
            recorder.add(progress)
            advance(progress.updates)
            if checkpoint and checkpoint.is_due():
                checkpoint.save(trainer.state() | recorder.state(), recorder.files)
    except DivergedError as error:
        status, detail = "diverged", f"The training diverged: {error}."
    recorder.save_history()
    recorder.save_snapshots()
    files = recorder.files
    if status == "ok":
        path = directory / "generator.keras"
        with atomic_path(path) as temporary:
            trainer.averaged_generator.save(temporary)
        files.append(path)
        status, detail = _diagnose(trainer, images, seed)
    return ClassResult(status, detail, recorder.updates, tuple(files))


def _remove_earlier_attempt(directory: Path, kept: Collection[Path]) -> None:
    """Delete what an unfinished training has left: it may have had other settings.

    Args:
        directory: Of the class.
        kept: Snapshots that belong to the state that is gone on from.
    """
    pictures = ("losses.png", "samples.png", "progress.gif")
    for name in ("generator.keras", "history.csv", "snapshots.npz", *pictures):
        (directory / name).unlink(missing_ok=True)
    for path in snapshot_epoch_files(directory).values():
        if path not in kept:
            path.unlink()


def _diagnose(trainer: GanTrainer, images: np.ndarray, seed: int) -> tuple[str, str]:
    latents_seed = derive_seed(seed, "diagnosis")
    latents = draw_latents(_DIAGNOSED_IMAGES, trainer.config.latent_dim, latents_seed)
    ratio = neighbour_ratio(images, image_maker(trainer.averaged_generator)(latents))
    if ratio < COLLAPSE_RATIO:
        return "collapsed", (
            f"The generator collapsed: its images are {ratio:.3f} times as far from each other as "
            f"real ones (limit {COLLAPSE_RATIO})."
        )
    return "ok", f"Its images are {ratio:.2f} times as far from each other as real ones."
