"""The unit of GAN work: train one class, keep what it leaves behind."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.recorder import Recorder
from gan.snapshots import snapshot_epoch_files
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.training_plan import DivergedError, TrainingPlan
from metrics.collapse import COLLAPSE_RATIO, MOST_COMPARED, neighbour_ratio
from training.checkpoint import Checkpoint


@dataclass(frozen=True)
class ClassResult:
    """How the training of one class ended."""

    status: str
    """`ok`, `unknown` (too few different real examples to tell a collapse), `collapsed` or
    `diverged`; `gan.catalog.USABLE` names those whose generator may be used."""
    detail: str
    """One sentence on it."""
    updates: int
    """Updates that were done, of a diverged class as well."""
    epochs: int
    """Epochs begun by then; an epoch is one pass over what is shown."""
    files: tuple[Path, ...]
    """What was written, as far as the status allows."""


def train_class(
    trainer: GanTrainer,
    examples: np.ndarray,
    *,
    seed: int,
    directory: Path,
    advance: Callable[[int], None] = lambda updates: None,
    checkpoint: Checkpoint | None = None,
) -> ClassResult:
    """Train the networks of one class and write generator, history and snapshots.

    Args:
        trainer: For examples of this encoding.
        examples: [n, ...], stored, the training examples of the class.
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
    recorder = Recorder(trainer, TrainingPlan(len(examples), trainer.config), directory, seed)
    state = checkpoint.load(trainer.suits) if checkpoint else None
    if state is not None:
        recorder.restore(state)
        advance(recorder.updates)
    _remove_earlier_attempt(directory, kept=recorder.files)
    status, detail = "ok", ""
    try:
        training_seed = derive_seed(seed, "training")
        encoded = trainer.encoding.encode(examples)
        for progress in trainer.train(encoded, training_seed, recorder.wanted_epochs, state=state):
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
        files += _save_networks(trainer, directory)
        status, detail = _diagnose(trainer, examples, seed)
    return ClassResult(status, detail, recorder.updates, recorder.epochs, tuple(files))


def _remove_earlier_attempt(directory: Path, kept: Collection[Path]) -> None:
    """Delete what an unfinished training has left: it may have had other settings.

    Args:
        directory: Of the class.
        kept: Snapshots that belong to the state that is gone on from.
    """
    pictures = ("losses.png", "samples.png", "progress.gif")
    networks = ("generator.keras", "discriminator.keras")
    for name in (*networks, "history.csv", "snapshots.npz", *pictures):
        (directory / name).unlink(missing_ok=True)
    for path in snapshot_epoch_files(directory).values():
        if path not in kept:
            path.unlink()


def _save_networks(trainer: GanTrainer, directory: Path) -> list[Path]:
    """Write the averaged generator, and the discriminator as it ended.

    The latter is small, never exported, and kept for one question alone: can what it says of an
    example tell that the example was trained on (`metrics.attacks.discriminator`)?
    """
    networks = {
        "generator.keras": trainer.averaged_generator,
        "discriminator.keras": trainer.recipe.critic,
    }
    for name, model in networks.items():
        with atomic_path(directory / name) as temporary:
            model.save(temporary)
    return [directory / name for name in networks]


def _diagnose(trainer: GanTrainer, examples: np.ndarray, seed: int) -> tuple[str, str]:
    """Status and sentence of a finished training, of stored examples [n, ...] of its class."""
    latents_seed = derive_seed(seed, "diagnosis")
    latents = draw_latents(MOST_COMPARED, trainer.config.latent_dim, latents_seed)
    drawn = example_maker(trainer.averaged_generator, trainer.encoding)(latents)
    ratio = neighbour_ratio(examples, drawn, derive_seed(seed, "diagnosis", "real"))
    if ratio is None:
        return "unknown", (
            "Whether the generator collapsed cannot be told: fewer than two different real images "
            "are there to compare its images with."
        )
    if ratio < COLLAPSE_RATIO:
        return "collapsed", (
            f"The generator collapsed: its images are {ratio:.3f} times as far from each other as "
            f"real ones (limit {COLLAPSE_RATIO})."
        )
    return "ok", f"Its images are {ratio:.2f} times as far from each other as real ones."
