"""Make a class's own generator of the pair that all share, as if it had been trained alone."""

import shutil
from pathlib import Path

from experiment.stages.gans import ended  # noqa: F401  (what there is to say is the same)
from foundation.files import atomic_path
from foundation.seeds import derive_seed
from gan.doctor.examination import examine_unit
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
    shared = run.plan.shared_gan().unit
    record = shared.record() or {}
    split = run.load_split()
    examples = run.class_examples(split, task.subject)
    directory, index = task.unit.directory, run.class_index(task.subject)
    classes = len(run.data.class_names)
    directory.mkdir(parents=True, exist_ok=True)
    # The training is that of all classes.
    of_all = [n for n in ("history.csv", INSTRUMENTS) if (shared.directory / n).is_file()]
    files = [Path(shutil.copyfile(shared.directory / n, directory / n)) for n in of_all]
    files += _snapshots(shared.directory, directory, index, classes)
    status, detail, own = "diverged", record["divergence"], None
    seed = derive_seed(run.config.seed, "gan", task.subject)
    encoding, by_chance = run.fit_encoding(split), not run.data.kind.equal_is_copied
    files += keep_encoding(encoding, directory)
    if not detail:
        know_own_layers(run.config.gan.networks)
        generator = load_model(shared.directory / "generator.keras")
        own = generator_of_class(generator, index, classes)
        critic = load_model(shared.directory / "discriminator.keras")
        files += save_networks(own, critic_of_class(critic, index), directory)
        status, detail = diagnose(own, encoding, examples, seed, by_chance)
        for epoch, weights in snapshot_epoch_files(shared.directory).items():
            load_weights(generator, weights)
            files.append(snapshot_weights_path(directory, epoch))
            with atomic_path(files[-1]) as temporary:
                own.save_weights(temporary)
    how = {
        "config": run.config.gan,
        "generator": own,
        "divergence": record["divergence"],
        "seed": seed,
    }
    files.append(examine_unit(directory, encoding, examples, **how))
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


def _snapshots(shared: Path, directory: Path, index: int, classes: int) -> list[Path]:
    """The class's part of what was drawn on the way; nothing after an early divergence."""
    if not (shared / "snapshots.npz").is_file():
        return []
    shots = Snapshots.load(shared / "snapshots.npz")
    of_class = shots.images.shape[1] // classes
    own = shots.images[:, index * of_class : (index + 1) * of_class]
    Snapshots(shots.epochs, own).save(directory / "snapshots.npz")
    return [directory / "snapshots.npz"]
