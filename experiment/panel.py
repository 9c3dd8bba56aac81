"""Classifiers that all learn from the same rows: each is trained, and tested once."""

from collections.abc import Mapping

import numpy as np

from arms.training import load_arm
from classifiers.catalog import CLASSIFIERS
from classifiers.evaluation import held_out_rows
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from classifiers.tables.lesson import Lesson
from datasets.tables.kind import table_kind
from experiment.judge import HALVES, eyes_of_rows
from foundation.files import save_arrays
from foundation.seeds import classifier_seeds, derive_seed
from metrics.tables.columns import Table
from plan.graph import Task
from plan.run import Run
from training.training_set import TrainingSet

FILE = "predictions.npz"


def make(run: Run, task: Task) -> float:
    """Train the classifiers of one arm; nothing of earlier starts is gone on from."""
    arm, split = task.subject, run.load_split()
    seeds = classifier_seeds(run.config.seed, arm, task.repeat)
    training = load_arm(arm, run.arm_sources(split), seeds.images)
    columns, classes = table_kind(run.data.kind).columns, len(run.data.class_names)
    lesson = Lesson.of(training, columns, classes)
    held_out = held_out_rows(split)
    asked = {"test": held_out, "validation": split.validation}
    asked = {part: rows for part, rows in asked.items() if len(rows)}
    tables = {part: Table(run.data.examples[rows], columns) for part, rows in asked.items()}
    names = CLASSIFIERS[run.config.classifier.network].members
    said: dict[str, list[np.ndarray]] = {part: [] for part in tables}
    with run.display.task(f"Classifiers on {arm} data", len(names)) as advance:
        for number, name in enumerate(names, start=1):
            says = TABLE_CLASSIFIERS[name].fit(lesson, derive_seed(seeds.training, name))
            for part, table in tables.items():
                said[part].append(np.asarray(says(table), np.float32))
            advance(number)
    path = task.unit.directory / FILE
    save_arrays(path, _arrays(said, names, run.data.labels, asked))
    task.unit.finish(
        task.settings, [path], training_images=len(lesson.labels), updates=0, selected_update=0
    )
    return 0.0


def fit_all(run: Run, training: TrainingSet) -> None:
    """Train all of them once, to see how long it takes."""
    lesson = Lesson.of(training, table_kind(run.data.kind).columns, len(run.data.class_names))
    for name in CLASSIFIERS[run.config.classifier.network].members:
        TABLE_CLASSIFIERS[name].fit(lesson, 0)


def _arrays(
    said: Mapping[str, list[np.ndarray]],
    names: tuple[str, ...],
    labels: np.ndarray,
    asked: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """What predictions.npz holds: of each classifier its probabilities for the test rows,
    [j, n, k], and its accuracy on validation rows, where there are any."""
    accuracies = {
        f"{part}_accuracy": np.array([_accuracy(each, labels[rows]) for each in said[part]])
        for part, rows in asked.items()
        if part != "test"
    }
    return {
        "probabilities": np.stack(said["test"]),
        "classifiers": np.array(names),
        "labels": labels[asked["test"]],
        "index": asked["test"],
        **accuracies,
    }


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """0 to 1, of at least one row."""
    return float((probabilities.argmax(axis=1) == labels).mean())


def make_judge(run: Run, task: Task, learned: np.ndarray, compared: np.ndarray) -> float:
    """Keep which rows the judge of drawn rows learns from; it is trained where it is asked."""
    path = task.unit.directory / HALVES
    save_arrays(path, {"learned": learned, "compared": compared})
    see, accuracy = eyes_of_rows(run, learned), None
    if len(compared):
        accuracy = _accuracy(
            see(run.data.examples[compared]).probabilities, run.data.labels[compared]
        )
    task.unit.finish(
        task.settings,
        [path],
        training_images=len(learned),
        compared_images=len(compared),
        accuracy_on_compared=accuracy,
    )
    return 0.0
