"""What a run's finished arms amount to: results of arms and rows of metrics, read from files."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from classifiers.arms import ARMS
from classifiers.evaluation import Predictions
from experiment.report import REFERENCE_ARM, ArmResult
from experiment.run_directory import load_arrays
from experiment.statistics import accuracy_interval, paired_difference
from experiment.study import Study
from experiment.units import PlannedUnit


@dataclass(frozen=True)
class FinishedArm:
    """The files of one finished arm."""

    name: str
    history: pd.DataFrame
    tested: Predictions
    best: Predictions | None
    """The optimistic best epoch on the test images (published protocol only)."""
    record: dict[str, Any]
    """The marker's content."""


def load_arm(planned: PlannedUnit) -> FinishedArm:
    """Read what the classifiers stage has left of a finished arm."""
    directory = planned.unit.directory
    arrays = load_arrays(directory / "predictions.npz")
    labels, index = arrays["labels"], arrays["index"]
    best = arrays.get("best_probabilities")
    record = planned.unit.record()
    assert record is not None  # the caller has seen that it is done
    return FinishedArm(
        name=planned.subject,
        history=pd.read_csv(directory / "history.csv"),
        tested=Predictions(arrays["probabilities"], labels, index),
        best=None if best is None else Predictions(best, labels, index),
        record=record,
    )


def finished_arms(study: Study) -> dict[str, FinishedArm]:
    """All finished arms of the run directory that fit the study, asked for now or earlier."""
    planned = [study.plan.classifier(arm) for arm in ARMS]
    return {unit.subject: load_arm(unit) for unit in planned if unit.is_done()}


def arm_results(study: Study, finished: dict[str, FinishedArm]) -> list[ArmResult]:
    """A result for every arm that is finished or was asked for, in the order of the table."""
    names = [arm for arm in ARMS if arm in finished or arm in study.config.arms]
    reference = finished.get(REFERENCE_ARM)
    return [
        _complete(study, finished[name], reference) if name in finished else _absent(study, name)
        for name in names
    ]


def _absent(study: Study, arm: str) -> ArmResult:
    failed = study.failed_classes()
    if ARMS[arm].uses_synthetic and failed:
        names = ", ".join(failed)
        return ArmResult(
            arm=arm, status="incomplete", detail=f"the GAN failed for {len(failed)}: {names}"
        )
    return ArmResult(arm=arm, status="not run")


def _complete(study: Study, arm: FinishedArm, reference: FinishedArm | None) -> ArmResult:
    per_class = dict(zip(study.data.class_names, arm.tested.class_accuracy().tolist()))
    updates, images = arm.record["updates"], arm.record["training_images"]
    result = ArmResult(
        arm=arm.name,
        status="complete",
        accuracy=arm.tested.accuracy,
        interval=accuracy_interval(arm.tested.correct),
        updates=updates,
        epochs=updates * study.config.classifier.batch_size / images,
        selected_update=arm.record["selected_update"],
        training_images=images,
        optimistic_best_accuracy=arm.best.accuracy if arm.best else None,
        per_class=per_class,
    )
    if reference is None or arm.name == REFERENCE_ARM:
        return result
    difference, low, high = paired_difference(arm.tested.correct, reference.tested.correct)
    return dataclasses.replace(result, difference=difference, difference_interval=(low, high))


def metrics_rows(study: Study, arms: list[ArmResult], finished: dict[str, FinishedArm]):
    """The rows of metrics.jsonl, sorted; nothing in them depends on time or place."""
    rows: list[dict[str, Any]] = []
    for result in arms:
        if result.status != "complete":
            continue
        common = {
            "dataset": study.data.name,
            "arm": result.arm,
            "seed": study.config.seed,
            "repeat": 0,
            "samples_per_class": study.samples_per_class,
        }
        values = _overall_values(result, finished[result.arm], study.config.selection)
        for split, metric, class_name, value in values:
            rows.append(
                common
                | {"split": split, "metric": metric, "class_name": class_name, "value": value}
            )
    return rows


def _overall_values(result: ArmResult, arm: FinishedArm, selection: str):
    assert result.interval is not None  # complete results have one
    yield "test", "accuracy", None, result.accuracy
    yield "test", "accuracy_low", None, result.interval[0]
    yield "test", "accuracy_high", None, result.interval[1]
    yield "test", "loss", None, arm.tested.loss
    if result.difference is not None and result.difference_interval is not None:
        yield "test", "accuracy_difference_to_original", None, result.difference
        yield "test", "accuracy_difference_to_original_low", None, result.difference_interval[0]
        yield "test", "accuracy_difference_to_original_high", None, result.difference_interval[1]
    if result.optimistic_best_accuracy is not None:
        yield "test", "best_epoch_accuracy", None, result.optimistic_best_accuracy
    for class_name, accuracy in result.per_class.items():
        if accuracy == accuracy:  # a class without test images has none
            yield "test", "accuracy", class_name, accuracy
    if selection == "validation":
        row = arm.history.loc[arm.history["update"] == result.selected_update].iloc[0]
        yield "validation", "accuracy", None, float(row["validation_accuracy"])
        yield "validation", "loss", None, float(row["validation_loss"])
    yield "train", "updates", None, result.updates
    yield "train", "images", None, result.training_images
