"""Make a class's own generator of the pair that all share, or of several, as if it had been trained
alone."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import keras

from experiment.stages.gans import ended  # noqa: F401  (what there is to say is the same)
from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.doctor.examination import examine_unit
from gan.ensemble import joined_critic, joined_generator
from gan.instruments import FILE as INSTRUMENTS
from gan.of_class import critic_of_class, generator_of_class
from gan.own_family import know_own_layers
from gan.snapshots import Snapshots, snapshot_epoch_files, snapshot_weights_path
from gan.unit_training import diagnose, save_networks
from plan.encodings import keep_encoding
from plan.graph import Task
from plan.run import Run
from report.class_pictures import draw_class_pictures
from training.saved_models import load_model, load_weights


def make(run: Run, task: Task) -> None:
    """Write the class's networks, snapshots and pictures."""
    members = run.plan.members(task.subject)
    first, record = members[0].unit.directory, members[0].unit.record() or {}
    split = run.load_split()
    examples = run.class_examples(split, task.subject)
    directory = task.unit.directory
    directory.mkdir(parents=True, exist_ok=True)
    # The training is that of the first of several, and of all classes where these share it.
    kept = [n for n in ("history.csv", INSTRUMENTS) if (first / n).is_file()]
    files = [Path(shutil.copyfile(first / n, directory / n)) for n in kept]
    files += _snapshots(run, task.subject, first, directory)
    encoding, by_chance = run.fit_encoding(split), not run.data.kind.equal_is_copied
    files += keep_encoding(encoding, directory)
    seed = derive_seed(run.config.seed, "gan", task.subject)
    own, (status, detail) = None, _failure(members)
    if not detail:
        own, critic = _networks(run, task.subject, members)
        files += save_networks(own, critic, directory)
        status, detail = diagnose(own, encoding, examples, seed, by_chance)
        files += _kept_weights(run, task.subject, members, directory)
    divergence = detail if status == "diverged" else ""
    findings = examine_unit(
        directory,
        encoding,
        examples,
        config=run.config.gan,
        generator=own,
        divergence=divergence,
        seed=seed,
    )
    files.append(findings)
    trained_for, kind = run.trained_for(task.subject), run.data.kind.name
    pictures = draw_class_pictures(directory, run.data.title, task.subject, trained_for, kind)
    task.unit.finish(
        task.settings,
        [*files, *pictures],
        status=status,
        detail=detail,
        training_images=len(examples),
        updates=record["updates"],
        epochs=record["epochs"],
    )


def _failure(members: Sequence[Task]) -> tuple[str, str]:
    """Status and sentence of the first of several that failed; empty: none did.

    What classes share has no status: whether a class collapsed is told by its own unit.
    """
    for number, member in enumerate(members, start=1):
        record = member.unit.record() or {}
        which = f"GAN {number} of {len(members)}: " if len(members) > 1 else ""
        if record.get("divergence"):
            return "diverged", f"{which}{record['divergence']}"
        if not member.is_usable():
            return record["status"], f"{which}{record['detail']}"
    return "", ""


def _networks(
    run: Run, class_name: str, members: Sequence[Task]
) -> tuple[keras.Model, keras.Model]:
    """Generator and discriminator of a class, put together of those of its members."""
    know_own_layers(run.config.gan.networks)
    index, classes = run.class_index(class_name), len(run.data.class_names)
    generators, critics = (
        [load_model(member.unit.directory / f"{name}.keras") for member in members]
        for name in ("generator", "discriminator")
    )
    if run.config.gan.conditional:
        generators = [generator_of_class(each, index, classes) for each in generators]
        critics = [critic_of_class(each, index) for each in critics]
    return joined_generator(generators), joined_critic(critics)


def _kept_weights(
    run: Run, class_name: str, members: Sequence[Task], directory: Path
) -> Iterator[Path]:
    """Weights of the class's generator on the way, of one that is no ensemble."""
    if len(members) > 1:
        return
    shared = members[0].unit.directory
    generator = load_model(shared / "generator.keras")
    own = generator_of_class(generator, run.class_index(class_name), len(run.data.class_names))
    for epoch, weights in snapshot_epoch_files(shared).items():
        load_weights(generator, weights)
        path = snapshot_weights_path(directory, epoch)
        with atomic_path(path) as temporary:
            own.save_weights(temporary)
        yield path


def _snapshots(run: Run, class_name: str, first: Path, directory: Path) -> list[Path]:
    """The class's part of what was drawn on the way; nothing after an early divergence."""
    if not (first / "snapshots.npz").is_file():
        return []
    shots = Snapshots.load(first / "snapshots.npz")
    images = shots.images
    if run.config.gan.conditional:
        of_class = images.shape[1] // len(run.data.class_names)
        start = run.class_index(class_name) * of_class
        images = images[:, start : start + of_class]
    Snapshots(shots.epochs, images).save(directory / "snapshots.npz")
    return [directory / "snapshots.npz"]
