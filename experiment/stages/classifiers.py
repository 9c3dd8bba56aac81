"""Train an arm's classifier and test it once."""

from pathlib import Path

import keras
import numpy as np

from arms.training import load_arm
from classifiers.catalog import CLASSIFIERS, build_classifier
from classifiers.evaluation import Evaluator
from classifiers.trainer import ClassifierTrainer, TrainedClassifier, evaluation_points
from datasets.splits import Split
from experiment import panel
from experiment.stages.gans import forget_trainers
from experiment.watching import watched
from foundation.files import atomic_path, save_arrays
from foundation.seeds import classifier_seeds
from plan.graph import Task
from plan.run import Run
from plan.unit import Unit


def make(run: Run, task: Task) -> float:
    """Train one classifier; returns the seconds of earlier starts that it could go on from."""
    if not run.workers.stay:
        forget_trainers()  # of the GANs that this process has trained
    if CLASSIFIERS[run.config.classifier.network].members:
        return panel.make(run, task)
    checkpoint = run.checkpoint(task)
    config, data, arm = run.config, run.data, task.subject
    how = config.classifier_of(arm)
    split = run.load_split()
    seeds = classifier_seeds(config.seed, arm, task.repeat)
    training = load_arm(arm, run.arm_sources(split), seeds.images)
    model = build_classifier(how.network, data.kind, len(data.class_names), seeds.weights)
    points = evaluation_points(how, len(training.examples))
    display = run.display.task(_title(run, task), points[-1])
    with display as advance, watched(run, task) as events:
        trained = ClassifierTrainer(model, how).train(
            training,
            Evaluator.on_validation(data, split, model),
            seed=seeds.training,
            select_best=config.selection == "validation",
            advance=advance,
            checkpoint=checkpoint,
            events=events,
        )
    files = _save(run, split, task.unit, model, trained)
    task.unit.finish(
        task.settings,
        files,
        training_images=len(training.examples),
        updates=points[-1],
        selected_update=trained.selected_update,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds


def _title(run: Run, task: Task) -> str:
    repeats = run.plan.repeats
    position = f" ({task.repeat + 1} of {repeats})" if repeats > 1 else ""
    return f"Classifier on {task.subject} data{position}"


def _save(
    run: Run, split: Split, unit: Unit, model: keras.Model, trained: TrainedClassifier
) -> list[Path]:
    paths = [unit.directory / n for n in ("model.keras", "history.csv", "predictions.npz")]
    unit.directory.mkdir(parents=True, exist_ok=True)
    with atomic_path(paths[0]) as temporary:
        model.save(temporary)
    with atomic_path(paths[1]) as temporary:
        trained.history.to_csv(temporary, index=False, float_format="%.6g")
    tested = Evaluator.on_test(run.data, split, model).predict()
    arrays = {
        "probabilities": tested.probabilities,
        "labels": tested.labels,
        "index": tested.index,
        "selected_update": np.array(trained.selected_update, np.int64),
    }
    if run.config.selection == "none" and trained.best_predictions is not None:
        # The published protocol looks at the test curve: its best point is kept, as optimistic.
        arrays["best_probabilities"] = trained.best_predictions.probabilities
        arrays["best_update"] = np.array(trained.best_update, np.int64)
    save_arrays(paths[2], arrays)
    return paths
