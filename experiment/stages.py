"""The stages of a study; each reads what earlier ones left in files and skips what is done."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from arms.catalog import ARMS
from classifiers.cnn import build_classifier
from classifiers.evaluation import Evaluator
from classifiers.trainer import ClassifierTrainer, TrainedClassifier, evaluation_points
from datasets.kinds import Encoding
from datasets.splits import Split
from experiment.graph_work import make_units
from experiment.overlap import beside_gans
from foundation.errors import UserError
from foundation.files import atomic_path, save_arrays, write_atomically
from foundation.seeds import classifier_seeds, derive_seed
from gan.catalog import USABLE
from gan.options import GanConfig
from gan.snapshots import Snapshots
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from gan.unit_training import train_class
from plan.graph import PlannedUnit
from plan.run import Study
from plan.unit import Unit
from plots.gan_losses import plot_gan_losses
from plots.gif import progress_gif
from plots.sample_grid import plot_snapshots
from plots.style import figure_to_png
from report.fidelity_table import measure_fidelity
from report.report_unit import write_report
from training.saved_models import load_model


def split_stage(study: Study) -> None:
    """Draw train, validation and test rows."""
    planned = study.plan.split()
    for _ in study.unfinished([planned]):
        with study.timing.measure("split", "split"):
            split = study.draw_split()
            study.save_split(split)
            path = study.run_directory.root / "split.npz"
            planned.unit.finish(planned.settings, [path])
        twins = len(split.left_out)
        study.display.say(
            f"  {len(split.train):,} training, {len(split.validation):,} validation and "
            f"{len(split.test):,} test images"
            + (f"; {twins:,} more have the pixels of a test image" if twins else "")
        )


def gans_stage(study: Study) -> None:
    """Train a generator/discriminator pair per class; a class that fails does not stop the rest."""
    _require(study, [study.plan.split()], "split")
    units = [study.plan.gan(name) for name in study.data.class_names]
    waiting = [unit for unit in study.plan.all_classifiers() if not unit.is_done()]
    beside = beside_gans(study, [unit for unit in units if not unit.is_done()], waiting)
    if beside:
        names = ", ".join(planned.unit.name for planned in beside)
        study.display.say(f"  Beside the GANs, because they need no synthetic images: {names}")
    # The classifiers first: they are likely to be the longest.
    for planned in make_units(study, [*beside, *units], _train, study.config.gan.threads):
        record = planned.unit.record() or {}
        if planned.stage == "gans" and record.get("status") not in USABLE:
            study.display.say(f"  Class {planned.subject} failed. {record.get('detail')}")
    _trainer.cache_clear()


def _train(study: Study, planned: PlannedUnit) -> float:
    """Train a class or a classifier; returns the seconds of earlier starts that it could use."""
    return {"gans": _train_gan, "classifiers": _train_arm}[planned.stage](study, planned)


@lru_cache(maxsize=1)
def _trainer(encoding: Encoding, config: GanConfig) -> GanTrainer:
    """Kept for the next class of this process: a compilation takes seconds."""
    return GanTrainer(encoding, config)


def _train_gan(study: Study, planned: PlannedUnit) -> float:
    """Train one class; returns the seconds of earlier starts that it could go on from."""
    checkpoint = study.checkpoint(planned)
    images = study.class_examples(study.load_split(), planned.subject)
    updates = TrainingPlan(len(images), study.config.gan).updates
    names = study.data.class_names
    position = f"({names.index(planned.subject) + 1} of {len(names)})"
    with study.display.task(f"GAN of class {planned.subject} {position}", updates) as advance:
        result = train_class(
            _trainer(study.data.kind.encoding(images), study.config.gan),
            images,
            seed=derive_seed(study.config.seed, "gan", planned.subject),
            directory=planned.unit.directory,
            advance=advance,
            checkpoint=checkpoint,
        )
    title = f"{study.data.title}, class {planned.subject}"
    pictures = draw_class_pictures(planned.unit.directory, title, planned.subject)
    planned.unit.finish(
        planned.settings,
        [*result.files, *pictures],
        status=result.status,
        detail=result.detail,
        training_images=len(images),
        updates=result.updates,
        epochs=result.epochs,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds


def draw_class_pictures(directory: Path, title: str, class_name: str) -> list[Path]:
    """Draw losses.png, samples.png and progress.gif from a class's history and snapshots.

    Returns:
        The files written; without snapshots (an early divergence) only the losses.
    """
    history = pd.read_csv(directory / "history.csv")
    pictures = {}
    if len(history):
        pictures["losses.png"] = figure_to_png(plot_gan_losses(history, title))
    if (directory / "snapshots.npz").is_file():
        shots = Snapshots.load(directory / "snapshots.npz")
        strip = plot_snapshots(shots.epochs.tolist(), shots.images, title)
        pictures["samples.png"] = figure_to_png(strip)
        pictures["progress.gif"] = progress_gif(shots.epochs.tolist(), shots.images, class_name)
    for name, content in pictures.items():
        write_atomically(directory / name, content)
    return [directory / name for name in pictures]


def synthesis_stage(study: Study) -> None:
    """Make every class's synthetic images from its trained generator."""
    names = [name for name in study.data.class_names if name not in study.failed_classes()]
    _require(study, [study.plan.gan(name) for name in names], "gans")
    units = [study.plan.synthesis(name) for name in names]
    for _ in make_units(study, units, _make_images, study.config.gan.threads):
        pass
    if names:
        study.display.say(
            f"  {study.config.synthetic_per_class:,} images of each of {len(names)} classes"
        )


def _make_images(study: Study, planned: PlannedUnit) -> None:
    seed = derive_seed(study.config.seed, "synthesis", planned.subject)
    generator = load_generator(study.plan.gan(planned.subject).unit)
    count = study.config.synthetic_per_class
    encoding = study.data.kind.encoding(study.data.examples[:0])
    latents = draw_latents(count, generator.input_shape[-1], seed)
    images = example_maker(generator, encoding)(latents)
    path = study.run_directory.synthetic_file(planned.subject)
    save_arrays(path, {"images": images})
    planned.unit.finish(planned.settings, [path])


def load_generator(unit: Unit) -> keras.Model:
    """The averaged generator of a finished class."""
    return load_model(unit.directory / "generator.keras")


def classifiers_stage(study: Study) -> None:
    """Train the classifiers of every arm and test each once; judge images that were drawn."""
    names = study.data.class_names
    if len(names) < 2:
        study.display.say("  One class only: there is nothing to classify.")
        return
    _require(study, [study.plan.split()], "split")
    failed = study.failed_classes()
    arms = [arm for arm in study.config.arms if not (ARMS[arm].uses_synthetic and failed)]
    if any(ARMS[arm].uses_synthetic for arm in arms):
        _require(study, [study.plan.synthesis(name) for name in names], "gans synthesis")
    units = [planned for arm in arms for planned in study.plan.classifiers(arm)]
    for _ in make_units(study, units, _train_arm, study.config.classifier.threads):
        pass
    measure_fidelity(study)


def _train_arm(study: Study, planned: PlannedUnit) -> float:
    """Train one classifier; returns the seconds of earlier starts that it could go on from."""
    _trainer.cache_clear()  # of the GANs that this process has trained
    checkpoint = study.checkpoint(planned)
    config, data, arm = study.config, study.data, planned.subject
    split = study.load_split()
    seeds = classifier_seeds(config.seed, arm, planned.repeat)
    training = ARMS[arm].load(study.arm_sources(split), seeds.images)
    model = build_classifier(data.kind.shape, len(data.class_names), seeds.weights)
    points = evaluation_points(config.classifier, len(training.examples))
    repeats = study.plan.repeats
    position = f" ({planned.repeat + 1} of {repeats})" if repeats > 1 else ""
    with study.display.task(f"Classifier on {arm} data{position}", points[-1]) as advance:
        trained = ClassifierTrainer(model, config.classifier).train(
            training,
            Evaluator.on_validation(data, split, model),
            seed=seeds.training,
            select_best=config.selection == "validation",
            advance=advance,
            checkpoint=checkpoint,
        )
    files = _save_arm(study, split, planned.unit, model, trained)
    planned.unit.finish(
        planned.settings,
        files,
        training_images=len(training.examples),
        updates=points[-1],
        selected_update=trained.selected_update,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds


def _save_arm(
    study: Study, split: Split, unit: Unit, model: keras.Model, trained: TrainedClassifier
) -> list[Path]:
    paths = [unit.directory / n for n in ("model.keras", "history.csv", "predictions.npz")]
    unit.directory.mkdir(parents=True, exist_ok=True)
    with atomic_path(paths[0]) as temporary:
        model.save(temporary)
    with atomic_path(paths[1]) as temporary:
        trained.history.to_csv(temporary, index=False, float_format="%.6g")
    tested = Evaluator.on_test(study.data, split, model).predict()
    arrays = {
        "probabilities": tested.probabilities,
        "labels": tested.labels,
        "index": tested.index,
        "selected_update": np.array(trained.selected_update, np.int64),
    }
    if study.config.selection == "none":
        # The published protocol looks at the test curve: its best point is kept, as optimistic.
        arrays["best_probabilities"] = trained.best_predictions.probabilities
        arrays["best_update"] = np.array(trained.best_update, np.int64)
    save_arrays(paths[2], arrays)
    return paths


def _require(study: Study, units: list[PlannedUnit], stages: str) -> None:
    missing = [planned.unit.name for planned in units if not planned.is_done()]
    if missing:
        raise UserError(
            f"{study.run_directory.root}: {missing[0]} is missing or was made with other settings; "
            f"run --stages {stages} first, or leave --stages out."
        )


STAGES: dict[str, Callable[[Study], None]] = {
    "split": split_stage,
    "gans": gans_stage,
    "synthesis": synthesis_stage,
    "classifiers": classifiers_stage,
    "report": write_report,
}
