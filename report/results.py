"""What a run's finished arms amount to: results of arms and rows of metrics, read from files."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from arms.catalog import ARMS, REFERENCE_ARM
from classifiers.evaluation import Predictions
from foundation.files import load_arrays
from metrics.classification import FIGURES
from metrics.intervals import accuracy_interval, paired_difference
from metrics.settling import Settling, settling
from plan.graph import Task
from plan.run import Run
from report.arm_result import ArmResult, Interval
from report.metrics_file import metrics_row

_Row = tuple[str, str, str | None, float | int | None]
"""split, metric, class name (None: overall), value."""


@dataclass(frozen=True)
class FinishedClassifier:
    """The files of one repeat of one arm, or what one of its panel has left in them."""

    tested: Predictions
    record: dict[str, Any]
    """The marker's content."""
    history: pd.DataFrame | None = None
    """Its curve; None: it has none, as a classifier that sees all its rows at once."""
    best: Predictions | None = None
    """The optimistic best epoch on the test images (published protocol only)."""
    name: str = ""
    """Of a panel, which of its classifiers."""
    repeat: int = 0

    @property
    def figures(self) -> dict[str, float]:
        """Every figure of what it says of the test examples; one that is not defined is NaN."""
        tested = self.tested
        return {name: row(tested.probabilities, tested.labels) for name, row in FIGURES.items()}


@dataclass(frozen=True)
class FinishedArm:
    """An arm all of whose repeats are there."""

    name: str
    repeats: list[FinishedClassifier]
    """Of a panel, all its classifiers of the first repeat, then those of the second."""

    @property
    def correct(self) -> np.ndarray:
        """bool [repeats, n]: whether each test image was classified correctly."""
        return np.stack([repeat.tested.correct for repeat in self.repeats])

    @property
    def accuracies(self) -> list[float]:
        """Each repeat's accuracy on the test images, 0 to 1."""
        return [repeat.tested.accuracy for repeat in self.repeats]

    @property
    def class_accuracies(self) -> np.ndarray:
        """float64 [repeats, k]; NaN for a class without test images."""
        return np.stack([repeat.tested.class_accuracy() for repeat in self.repeats])

    @property
    def settling(self) -> Settling | None:
        """The end of its curve, the mean of the repeats; None: it has no curve."""
        histories = [each.history for each in self.repeats if each.history is not None]
        if not histories:
            return None
        curve = pd.concat(histories).groupby("update").mean()
        return settling(
            curve.index.tolist(),
            curve["training_accuracy"].tolist(),
            curve["validation_accuracy"].tolist(),
        )

    @property
    def confusion(self) -> np.ndarray:
        """int64 [k, k]: the sum over the repeats."""
        return np.sum([repeat.tested.confusion() for repeat in self.repeats], axis=0)


def load_classifiers(task: Task) -> list[FinishedClassifier]:
    """Read what the classifiers stage has left of a finished unit: one, or a panel of several."""
    directory = task.unit.directory
    arrays = load_arrays(directory / "predictions.npz")
    labels, index = arrays["labels"], arrays["index"]
    best = arrays.get("best_probabilities")
    record = task.unit.record()
    assert record is not None  # the caller has seen that it is done
    names = arrays.get("classifiers")
    if names is not None:
        return [
            FinishedClassifier(
                tested=Predictions(probabilities, labels, index),
                record=record,
                name=str(name),
                repeat=task.repeat,
            )
            for name, probabilities in zip(names, arrays["probabilities"])
        ]
    return [
        FinishedClassifier(
            history=pd.read_csv(directory / "history.csv"),
            tested=Predictions(arrays["probabilities"], labels, index),
            best=None if best is None else Predictions(best, labels, index),
            record=record,
            repeat=task.repeat,
        )
    ]


def done_classifiers(run: Run) -> dict[str, list[Task]]:
    """Arm -> its finished repeats that fit the run, asked for now or earlier; empty: none."""
    return {arm: [unit for unit in run.plan.classifiers(arm) if unit.is_done()] for arm in ARMS}


def finished_arms(run: Run) -> dict[str, FinishedArm]:
    """All arms of the run directory whose every repeat is finished and fits the run."""
    return {
        arm: FinishedArm(arm, [each for unit in units for each in load_classifiers(unit)])
        for arm, units in done_classifiers(run).items()
        if len(units) == run.plan.repeats
    }


def arm_results(run: Run, finished: dict[str, FinishedArm]) -> list[ArmResult]:
    """A result for every arm that is begun or was asked for, in the order of the table."""
    begun = {arm: len(units) for arm, units in done_classifiers(run).items()}
    names = [arm for arm in ARMS if begun[arm] or arm in run.config.arms]
    reference = finished.get(REFERENCE_ARM)
    return [
        _complete(run, finished[name], reference)
        if name in finished
        else _absent(run, name, begun[name])
        for name in names
    ]


def _absent(run: Run, arm: str, repeats: int) -> ArmResult:
    failed = run.failed_classes()
    if ARMS[arm].needs_gans and failed:
        names = ", ".join(failed)
        return ArmResult(
            arm=arm, status="incomplete", detail=f"the GAN failed for {len(failed)}: {names}"
        )
    if repeats:
        detail = f"{repeats} of {run.plan.repeats} repeats are trained"
        return ArmResult(arm=arm, status="incomplete", detail=detail)
    return ArmResult(arm=arm, status="not run")


def _complete(run: Run, arm: FinishedArm, reference: FinishedArm | None) -> ArmResult:
    # All repeats of an arm have the same images and the same budget.
    record, best = arm.repeats[0].record, [repeat.best for repeat in arm.repeats]
    # A panel has no updates in common, and none of its checkpoints was selected.
    updates, images = record["updates"] or None, record["training_images"]
    panel = _of_panel(arm)
    names, by_class = run.data.class_names, arm.class_accuracies
    several = len(arm.repeats) > 1
    lowest, highest = by_class.min(axis=0).tolist(), by_class.max(axis=0).tolist()
    result = ArmResult(
        arm=arm.name,
        status="complete",
        accuracy=float(np.mean(arm.accuracies)),
        interval=accuracy_interval(arm.correct),
        accuracies=arm.accuracies if several else (),
        panel=panel,
        figures=_means(list(panel.values())),
        updates=updates,
        epochs=updates and updates * run.config.classifier.batch_size / images,
        selected_updates=[repeat.record["selected_update"] for repeat in arm.repeats if updates],
        training_images=images,
        settling=arm.settling,
        optimistic_best_accuracy=_mean_accuracy(best),
        per_class=dict(zip(names, by_class.mean(axis=0).tolist())),
        per_class_ranges=dict(zip(names, zip(lowest, highest))) if several else {},
    )
    if reference is None or arm.name == REFERENCE_ARM:
        return result
    difference, low, high = paired_difference(arm.correct, reference.correct)
    return dataclasses.replace(result, difference=difference, difference_interval=(low, high))


def _of_panel(arm: FinishedArm) -> dict[str, dict[str, float]]:
    """Each classifier of a panel -> figure -> mean of its repeats; empty: there is no panel."""
    names = dict.fromkeys(each.name for each in arm.repeats if each.name)
    return {
        name: _means([each.figures for each in arm.repeats if each.name == name]) for name in names
    }


def _means(rows: list[dict[str, float]]) -> dict[str, float]:
    """Figure -> mean of the rows in which it is defined; empty: there is no row."""
    means = pd.DataFrame(rows).mean() if rows else pd.Series(dtype=float)
    return {str(name): float(value) for name, value in means.items()}


def _mean_accuracy(predictions: list[Predictions | None]) -> float | None:
    accuracies = [found.accuracy for found in predictions if found is not None]
    return float(np.mean(accuracies)) if accuracies else None


def metrics_rows(
    run: Run, arms: list[ArmResult], finished: dict[str, FinishedArm]
) -> list[dict[str, Any]]:
    """The rows of metrics.jsonl; nothing in them depends on time or place.

    First those of each repeat, then, with `repeat` None, those over all repeats of an arm.
    """
    rows: list[dict[str, Any]] = []
    reference = finished.get(REFERENCE_ARM)
    curve = "test" if run.config.selection == "none" else "validation"
    for result in arms:
        if result.status != "complete":
            continue
        arm = finished[result.arm]
        for place, classifier in enumerate(arm.repeats):
            other = reference.repeats[place] if reference and reference is not arm else None
            rows += [
                metrics_row(run, arm.name, classifier.repeat, *value, classifier=classifier.name)
                for value in _values_of_repeat(run, classifier, other)
            ]
        over_repeats = _values_over_repeats(result, arm, curve)
        rows += [metrics_row(run, arm.name, None, *value) for value in over_repeats]
    return rows


def _values_of_repeat(
    run: Run, classifier: FinishedClassifier, reference: FinishedClassifier | None
) -> Iterator[_Row]:
    tested, record = classifier.tested, classifier.record
    yield "test", "accuracy", None, tested.accuracy
    yield from _ends("accuracy", accuracy_interval(tested.correct))
    yield "test", "loss", None, tested.loss
    if classifier.name:
        yield from _more_figures(classifier.figures, "")
    if reference is not None:
        difference, *ends = paired_difference(tested.correct, reference.tested.correct)
        yield "test", "accuracy_difference_to_original", None, difference
        yield from _ends("accuracy_difference_to_original", ends)
    if classifier.best is not None:
        yield "test", "best_epoch_accuracy", None, classifier.best.accuracy
    for class_name, accuracy in zip(run.data.class_names, tested.class_accuracy().tolist()):
        if accuracy == accuracy:  # a class without test images has none
            yield "test", "accuracy", class_name, accuracy
    history = classifier.history
    if run.config.selection == "validation" and history is not None:
        row = history.loc[history["update"] == record["selected_update"]].iloc[0]
        yield "validation", "accuracy", None, float(row["validation_accuracy"])
        yield "validation", "loss", None, float(row["validation_loss"])
    if not classifier.name:
        yield "train", "updates", None, record["updates"]
    yield "train", "images", None, record["training_images"]


def _values_over_repeats(result: ArmResult, arm: FinishedArm, curve: str) -> Iterator[_Row]:
    assert result.interval is not None  # complete results have one
    yield "test", "accuracy_mean", None, result.accuracy
    yield from _ends("accuracy_mean", result.interval)
    yield "test", "accuracy_min", None, min(arm.accuracies)
    yield "test", "accuracy_max", None, max(arm.accuracies)
    yield from _more_figures(result.figures, "_mean")
    if result.difference is not None and result.difference_interval is not None:
        yield "test", "accuracy_mean_difference_to_original", None, result.difference
        yield from _ends("accuracy_mean_difference_to_original", result.difference_interval)
    if result.settling is not None:
        yield from _curve_end(result.settling, curve)
    for column, (class_name, mean) in enumerate(result.per_class.items()):
        if mean == mean:
            of_class = arm.class_accuracies[:, column].tolist()
            yield "test", "accuracy_mean", class_name, mean
            yield "test", "accuracy_min", class_name, min(of_class)
            yield "test", "accuracy_max", class_name, max(of_class)


def _more_figures(figures: Mapping[str, float], end: str) -> Iterator[_Row]:
    """Those of a panel beside the accuracy; one that is not defined has no row."""
    for name, value in figures.items():
        if name != "accuracy" and value == value:
            yield "test", f"{name}{end}", None, value


def _curve_end(found: Settling, curve: str) -> Iterator[_Row]:
    """The end of an arm's curve, whose images are called `curve`."""
    yield "train", "last_accuracy_mean", None, found.training
    if found.validation is not None:
        yield curve, "last_accuracy_mean", None, found.validation
    if found.slope is not None:
        split = "train" if found.validation is None else curve
        yield split, "last_third_slope", None, found.slope
        yield split, "last_third_slope_error", None, found.standard_error


def _ends(metric: str, ends: Interval | list[float]) -> Iterator[_Row]:
    yield "test", f"{metric}_low", None, ends[0]
    yield "test", f"{metric}_high", None, ends[1]
