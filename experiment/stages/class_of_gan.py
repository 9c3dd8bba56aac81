"""Make a class's own generator of the pair that all share, or of several, as if it had been trained
alone."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from datasets.kinds import Encoding
from experiment.stages.gans import ended  # noqa: F401  (what there is to say is the same)
from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.catalog import USABLE
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


class _Verdict(NamedTuple):
    """What became of the GAN of a class."""

    status: str
    """As in `gan.unit_training.ClassResult`."""
    detail: str
    """One sentence on it."""
    member: int = 0
    """Which of several it is about, from 0: the first that failed, or the first of all."""


def make(run: Run, task: Task) -> None:
    """Write the class's networks, snapshots and pictures."""
    members = run.plan.members(task.subject)
    split = run.load_split()
    examples = run.class_examples(split, task.subject)
    encoding, config = run.fit_encoding(split), run.config
    directory = task.unit.directory
    directory.mkdir(parents=True, exist_ok=True)
    own, files, verdict = None, keep_encoding(encoding, directory), _ended_badly(members)
    # A divergence leaves no networks; of others that failed, too, they are kept.
    if verdict is None or verdict.status != "diverged":
        generators, critics = _networks(run, task.subject, members)
        own = joined_generator(generators)
        files += save_networks(own, joined_critic(critics), directory)
        files += _kept_weights(run, task.subject, members, directory)
        verdict = verdict or _diagnosis(run, task.subject, generators, own, encoding, examples)
    # The training is that of one of several, and of all classes where these share it.
    shown = members[verdict.member].unit
    record = shown.record() or {}
    kept = [n for n in ("history.csv", INSTRUMENTS) if (shown.directory / n).is_file()]
    files += [Path(shutil.copyfile(shown.directory / n, directory / n)) for n in kept]
    files += _snapshots(run, task.subject, shown.directory, directory)
    findings = examine_unit(
        directory,
        encoding,
        examples,
        config=config.gan,
        generator=own,
        divergence=verdict.detail if verdict.status == "diverged" else "",
        seed=derive_seed(config.seed, "gan", task.subject),
    )
    files.append(findings)
    trained_for, kind = run.trained_for(task.subject), run.data.kind
    pictures = draw_class_pictures(directory, run.data.title, task.subject, trained_for, kind)
    task.unit.finish(
        task.settings,
        [*files, *pictures],
        status=verdict.status,
        detail=verdict.detail,
        training_images=len(examples),
        updates=record["updates"],
        epochs=record["epochs"],
    )


def _ended_badly(members: Sequence[Task]) -> _Verdict | None:
    """Of the first of several that diverged, or else that failed; None: the units tell of none.

    What classes share has no status: whether a class collapsed is told by its own unit.
    """
    found = []
    for place, member in enumerate(members):
        record = member.unit.record() or {}
        if record.get("divergence"):
            found.append(_of_member("diverged", record["divergence"], place, len(members)))
        elif not member.is_usable():
            found.append(_of_member(record["status"], record["detail"], place, len(members)))
    return min(found, key=lambda verdict: verdict.status != "diverged", default=None)


def _of_member(status: str, detail: str, place: int, count: int) -> _Verdict:
    which = f"GAN {place + 1} of {count}: " if count > 1 else ""
    return _Verdict(status, f"{which}{detail}", place)


def _diagnosis(
    run: Run,
    class_name: str,
    generators: Sequence[keras.Model],
    joined: keras.Model,
    encoding: Encoding,
    examples: np.ndarray,
) -> _Verdict:
    """Of the first of several generators that fails, or else of all together.

    What draws the same again and again would be hidden by others that do not.
    """
    by_chance = not run.data.kind.equal_is_copied
    seed = ("gan", class_name)
    # Those of a class's own pairs have been diagnosed by units of their own.
    alone = run.config.gan.conditional and len(generators) > 1
    for place, generator in enumerate(generators if alone else ()):
        own_seed = derive_seed(run.config.seed, *seed, "member", place)
        status, detail = diagnose(generator, encoding, examples, own_seed, by_chance)
        if status not in USABLE:
            return _of_member(status, detail, place, len(generators))
    return _Verdict(
        *diagnose(joined, encoding, examples, derive_seed(run.config.seed, *seed), by_chance)
    )


def _networks(
    run: Run, class_name: str, members: Sequence[Task]
) -> tuple[list[keras.Model], list[keras.Model]]:
    """Generators and discriminators of a class, of each of its members."""
    know_own_layers(run.config.gan.networks)
    index, classes = run.class_index(class_name), len(run.data.class_names)
    generators, critics = (
        [load_model(member.unit.directory / f"{name}.keras") for member in members]
        for name in ("generator", "discriminator")
    )
    if run.config.gan.conditional:
        generators = [generator_of_class(each, index, classes) for each in generators]
        critics = [critic_of_class(each, index) for each in critics]
    return generators, critics


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
