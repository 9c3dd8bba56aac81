"""The units of GAN work: train networks, keep what they leave behind, tell whether it is usable."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np

from datasets.kinds import Encoding
from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.doctor.examination import examine_unit
from gan.doctor.findings import FILE as FINDINGS
from gan.instruments import FILE as INSTRUMENTS
from gan.instruments import Instruments
from gan.recorder import Recorder
from gan.snapshots import snapshot_epoch_files
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.training_plan import DivergedError, TrainingPlan
from metrics.collapse import COLLAPSE_RATIO, MOST_COMPARED, neighbour_ratio
from training.checkpoint import Checkpoint
from training.event_file import EventFile


@dataclass(frozen=True)
class TrainingResult:
    """How a training ended."""

    divergence: str
    """One sentence on it; empty: it did not diverge."""
    updates: int
    """Updates that were done, of a diverged training as well."""
    epochs: int
    """Epochs begun by then; an epoch is one pass over what is shown."""
    files: tuple[Path, ...]
    """What was written; a diverged training leaves no networks."""


def train_networks(
    trainer: GanTrainer,
    examples: np.ndarray,
    *,
    seed: int,
    directory: Path,
    labels: np.ndarray | None = None,
    advance: Callable[[int], None] = lambda updates: None,
    checkpoint: Checkpoint | None = None,
    events: EventFile | None = None,
) -> TrainingResult:
    """Train the networks of one class, or of all, and write networks, history and snapshots.

    Args:
        trainer: For examples of this encoding.
        examples: [n, ...], stored, the training examples.
        seed: The unit's seed.
        directory: Where the files go.
        labels: int32 [n], what class each is of, where the pair is conditional.
        advance: Called with the updates finished so far.
        checkpoint: Where a training that was killed is gone on from, and this one saved now and
            then; the caller removes it when the unit is finished. None: neither.
        events: Where the training can be watched; None: nowhere.

    Raises:
        UserError: A file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    plan = TrainingPlan(len(examples), trainer.config, trainer.classes)
    encoded = trainer.encoding.encode(examples)
    instruments = Instruments(trainer, plan, encoded, labels, seed)
    recorder = Recorder(trainer, plan, directory, seed, instruments, events)
    state = checkpoint.load(trainer.suits) if checkpoint else None
    if state is not None:
        recorder.restore(state)
        advance(recorder.updates)
    _remove_earlier_attempt(directory, kept=recorder.files)
    divergence = ""
    try:
        training_seed = derive_seed(seed, "training")
        for progress in trainer.train(
            encoded,
            training_seed,
            recorder.wanted_epochs,
            pause_at=instruments.due,
            labels=labels,
            state=state,
        ):
            recorder.add(progress)
            advance(progress.updates)
            if checkpoint and checkpoint.is_due():
                checkpoint.save(trainer.state() | recorder.state(), recorder.files)
    except DivergedError as error:
        divergence = f"The training diverged: {error}."
    recorder.save()
    files = recorder.files
    if not divergence:
        files += save_networks(trainer.averaged_generator, trainer.recipe.critic, directory)
    return TrainingResult(divergence, recorder.updates, recorder.epochs, tuple(files))


@dataclass(frozen=True)
class ClassResult:
    """How the training of one class ended."""

    training: TrainingResult
    status: str
    """`ok`, `unknown` (too few different real examples to tell a collapse), `collapsed` or
    `diverged`; `gan.catalog.USABLE` names those whose generator may be used."""
    detail: str
    """One sentence on it."""


def train_class(
    trainer: GanTrainer,
    examples: np.ndarray,
    *,
    seed: int,
    directory: Path,
    equal_by_chance: bool = False,
    **how,
) -> ClassResult:
    """Train the networks of one class and tell whether they are usable.

    Args and Raises as for `train_networks`, and `equal_by_chance` as for `diagnose`.
    """
    training = train_networks(trainer, examples, seed=seed, directory=directory, **how)
    generator = None if training.divergence else trainer.averaged_generator
    findings = examine_unit(
        directory,
        trainer.encoding,
        examples,
        config=trainer.config,
        generator=generator,
        divergence=training.divergence,
        seed=seed,
    )
    training = replace(training, files=(*training.files, findings))
    if generator is None:
        return ClassResult(training, "diverged", training.divergence)
    told = diagnose(generator, trainer.encoding, examples, seed, equal_by_chance)
    return ClassResult(training, *told)


def _remove_earlier_attempt(directory: Path, kept: Collection[Path]) -> None:
    """Delete what an unfinished training has left: it may have had other settings.

    Args:
        directory: Of the class.
        kept: Snapshots that belong to the state that is gone on from.
    """
    pictures = ("losses.png", "samples.png", "progress.gif")
    networks = ("generator.keras", "discriminator.keras")
    seen = ("history.csv", "snapshots.npz", INSTRUMENTS, FINDINGS)
    for name in (*networks, *seen, *pictures):
        (directory / name).unlink(missing_ok=True)
    for path in snapshot_epoch_files(directory).values():
        if path not in kept:
            path.unlink()


def save_networks(
    generator: keras.Model, discriminator: keras.Model, directory: Path
) -> list[Path]:
    """Write the averaged generator, and the discriminator as it ended.

    The latter is small, never exported, and kept for one question alone: can what it says of an
    example tell that the example was trained on (`metrics.attacks.discriminator`)?
    """
    networks = {"generator.keras": generator, "discriminator.keras": discriminator}
    for name, model in networks.items():
        with atomic_path(directory / name) as temporary:
            model.save(temporary)
    return [directory / name for name in networks]


def diagnose(
    generator: keras.Model,
    encoding: Encoding,
    examples: np.ndarray,
    seed: int,
    equal_by_chance: bool = False,
) -> tuple[str, str]:
    """Status and sentence of the generator of a class.

    Args:
        generator: From latents float32 [n, latent_dim] to encoded examples of the class.
        encoding: Of the examples.
        examples: [n, ...], stored, the training examples of the class.
        seed: Of the class.
        equal_by_chance: As for `metrics.collapse.neighbour_ratio`.

    Returns:
        As in `ClassResult`, never `diverged`.
    """
    latents_seed = derive_seed(seed, "diagnosis")
    latents = draw_latents(MOST_COMPARED, generator.input_shape[-1], latents_seed)
    drawn = encoding.encode(example_maker(generator, encoding)(latents))
    real = encoding.encode(examples)
    real_seed = derive_seed(seed, "diagnosis", "real")
    ratio = neighbour_ratio(real, drawn, real_seed, equal_by_chance)
    if ratio is None:
        return "unknown", (
            "Whether the generator collapsed cannot be told: there are too few different real "
            "examples to compare those that it draws with."
        )
    if ratio < COLLAPSE_RATIO:
        return "collapsed", (
            f"The generator collapsed: what it draws is {ratio:.3f} times as far from each other "
            f"as real examples are (limit {COLLAPSE_RATIO})."
        )
    return "ok", f"What it draws is {ratio:.2f} times as far from each other as real examples are."
