"""The last stage: metrics, plots and the page, from files alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from arms.drawn import load_examples
from foundation.checks import to_dict
from foundation.environment import describe_environment, made_with
from foundation.files import write_atomically
from gan.snapshots import Snapshots
from gan.training_plan import TrainingPlan
from plan.config import ExperimentConfig
from plan.folder_check import check_folder
from plan.graph import Task
from plan.run import Study
from plan.unit import Unit
from plots.arm_accuracy import plot_test_accuracy
from plots.confusion import plot_confusion
from plots.curves import COLUMNS, plot_curves
from plots.gif import mosaic_gif
from plots.per_class_accuracy import plot_per_class_accuracy
from plots.sample_grid import plot_samples
from plots.style import figure_to_png
from report.answer import answer_sentence
from report.fidelity_table import fidelity_rows, finished_fidelity
from report.page import ArmResult, ClassGan, ReportContext, arms_table, render_report
from report.results import (
    FinishedArm,
    arm_results,
    done_classifiers,
    finished_arms,
    metrics_rows,
)
from report.texts import departures, how_images_were_made, how_the_control_was_made

_SHEET_COLUMNS = 8


def write_report(study: Study) -> None:
    """Write metrics.jsonl, metrics.csv, plots/, gan/progress.gif and report.html.

    Done again only where something that they show has changed.
    """
    unit = study.run_directory.report_unit()
    for planned in study.unfinished([Task(unit, "report", "report", _settings(study))]):
        with study.timing.measure("report", "report"):
            unit.finish(planned.settings, _write_files(study))


def print_result(study: Study) -> None:
    """The last lines on the terminal: the answer, the table of arms, the path of the report."""
    finished = finished_arms(study)
    results = arm_results(study, finished)
    if len(study.data.class_names) > 1:
        study.display.say(_answer(study, results, finished))
        study.display.console.print(arms_table(results))
    for name, detail in study.failed_classes().items():
        study.display.say(f"Class {name} failed: {detail}")
    page = study.run_directory.root / "report.html"
    if page.is_file():
        study.display.say(f"Report: {page}")


def _settings(study: Study) -> dict[str, Any]:
    """What the report shows: the config and the markers of all finished units."""
    markers = {
        unit.name: hashlib.sha256(unit.marker.read_bytes()).hexdigest()
        for unit in _shown_units(study)
    }
    settings: dict[str, Any] = {"config": _shown_config(study.config), "markers": markers}
    check = check_folder(study)
    if check is not None:
        shown = repr((check.remarks, check.files()))
        settings["check"] = hashlib.sha256(shown.encode("utf-8", "backslashreplace")).hexdigest()
    return settings


def _shown_units(study: Study) -> list[Unit]:
    """The units with a marker that the report is made of."""
    names = study.data.class_names
    units: list[Unit] = [study.plan.gan(name).unit for name in names]
    units += [study.plan.synthesis(name).unit for name in names]
    units += [planned.unit for done in done_classifiers(study).values() for planned in done]
    units += [study.run_directory.fidelity_unit(arm) for arm in finished_fidelity(study)]
    return [unit for unit in units if unit.marker.is_file()]


def _other_makers(study: Study) -> dict[str, Any]:
    """Units that were made by another commit or version than this report, for its last table."""
    units: dict[str, list[str]] = {}
    for unit in _shown_units(study):
        maker = (unit.record() or {}).get("made_with", made_with())
        if maker != made_with():
            text = ", ".join(f"{name} {version}" for name, version in maker.items())
            units.setdefault(text, []).append(unit.name)
    return {"made with another version": units} if units else {}


def _shown_config(config: ExperimentConfig) -> dict[str, Any]:
    """The config without the choice of stages, which leaves no trace in results."""
    shown = to_dict(config)
    del shown["stages"]
    return shown


def _write_files(study: Study) -> list[Path]:
    root = study.run_directory.root
    finished = finished_arms(study)
    results = arm_results(study, finished)
    rows = metrics_rows(study, results, finished)
    rows += fidelity_rows(study, finished_fidelity(study))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomically(root / "metrics.jsonl", lines)
    # A column with gaps would turn its whole numbers into fractions.
    table = pd.DataFrame(rows).astype({"repeat": "Int64"} if rows else {})
    write_atomically(root / "metrics.csv", table.to_csv(index=False))
    files = [root / "metrics.jsonl", root / "metrics.csv"]
    pictures = _draw_pictures(study, results, finished)
    for name, content in pictures.items():
        files.append(root / "plots" / f"{name}.png")
        write_atomically(files[-1], content)
    mosaic = _draw_mosaic(study)
    if mosaic is not None:
        files.append(root / "gan" / "progress.gif")
        write_atomically(files[-1], mosaic)
    page = _render(study, results, finished, pictures, mosaic)
    files.append(root / "report.html")
    write_atomically(files[-1], page)
    return files


def _draw_pictures(
    study: Study, results: list[ArmResult], finished: dict[str, FinishedArm]
) -> dict[str, bytes]:
    title, names = study.data.title, study.data.class_names
    figures = {}
    if finished:
        histories = {n: [each.history for each in arm.repeats] for n, arm in finished.items()}
        selected = {result.arm: result.selected_updates for result in results}
        for column in COLUMNS:
            figures[column] = plot_curves(
                histories,
                column,
                title,
                curve_name="test" if study.config.selection == "none" else "validation",
                selected_updates=selected,
            )
        tested = f"{title}: {_test_images(finished):,} real test images"
        intervals = {
            result.arm: (result.accuracy, *result.interval)
            if result.accuracy is not None and result.interval is not None
            else None
            for result in results
        }
        single = {result.arm: result.accuracies for result in results}
        figures["test_accuracy"] = plot_test_accuracy(intervals, tested, repeats=single)
        per_class = {result.arm: result.per_class for result in results}
        figures["per_class_accuracy"] = plot_per_class_accuracy(
            per_class, names, tested, ranges={r.arm: r.per_class_ranges for r in results}
        )
        summed = f", sum of {study.plan.repeats} repeats" if study.plan.repeats > 1 else ""
        for name, arm in finished.items():
            figures[f"confusion_{name}"] = plot_confusion(
                arm.confusion, names, f"{title}: classifier trained on {name} data{summed}"
            )
    samples = _samples(study)
    if samples:
        figures["samples"] = plot_samples(samples, title, columns=_SHEET_COLUMNS)
    if "gaussian" in finished:
        figures["samples_gaussian"] = plot_samples(
            _gaussian_samples(study), title, columns=_SHEET_COLUMNS, made_by="Gaussian (control)"
        )
    return {name: figure_to_png(figure) for name, figure in figures.items()}


def _test_images(finished: dict[str, FinishedArm]) -> int:
    return len(next(iter(finished.values())).repeats[0].tested.labels) if finished else 0


def _samples(study: Study):
    """Class name -> (real training images, synthetic images or None), the first few of each."""
    if not study.plan.split().is_done():
        return {}
    split = study.load_split()
    samples = {}
    for name in study.data.class_names:
        path = study.run_directory.synthetic_file(name)
        done = study.plan.synthesis(name).is_done()
        synthetic = load_examples(path)[:_SHEET_COLUMNS] if done else None
        samples[name] = (study.class_examples(split, name)[:_SHEET_COLUMNS], synthetic)
    return samples


def _gaussian_samples(study: Study):
    """Class name -> (real training images, the control's images), the first few of each."""
    split = study.load_split()
    return {
        name: (
            study.class_examples(split, name)[:_SHEET_COLUMNS],
            load_examples(study.run_directory.drawn_file("gaussian", name))[:_SHEET_COLUMNS],
        )
        for name in study.data.class_names
    }


def _draw_mosaic(study: Study) -> bytes | None:
    snapshots: dict[str, tuple | None] = {}
    for name in study.data.class_names:
        planned = study.plan.gan(name)
        if not planned.is_done():
            continue
        path = planned.unit.directory / "snapshots.npz"
        shots = Snapshots.load(path) if path.is_file() else None
        snapshots[name] = (shots.epochs.tolist(), shots.images) if shots else None
    if not any(snapshots.values()):
        return None
    return mosaic_gif(snapshots, title=study.data.title)


def _class_gans(study: Study) -> list[ClassGan]:
    gans = []
    for name in study.data.class_names:
        unit = study.plan.gan(name).unit
        record = unit.record()
        if record is None:
            gans.append(ClassGan(class_name=name, status="not run"))
            continue
        pictures = {
            key: path.read_bytes() if (path := unit.directory / file).is_file() else None
            for key, file in (
                ("losses_png", "losses.png"),
                ("samples_png", "samples.png"),
                ("progress_gif", "progress.gif"),
            )
        }
        gans.append(
            ClassGan(
                class_name=name,
                status=record["status"],
                detail=record["detail"],
                epochs=_epochs_begun(study, record),
                **pictures,
            )
        )
    return gans


def _epochs_begun(study: Study, record: dict[str, Any]) -> int:
    plan = TrainingPlan(record["training_images"], study.config.gan)
    return -(-record["updates"] // plan.updates_per_epoch)


def _answer(study: Study, results: list[ArmResult], finished: dict[str, FinishedArm]) -> str:
    if study.config.pool_classes:
        return (
            "The images of all classes were pooled: there is nothing to classify, so this report "
            "shows their one generator alone."
        )
    if len(study.data.class_names) < 2:
        return (
            f"Only the class {study.data.class_names[0]} was used: there is nothing to classify, "
            "so this report shows its generator alone."
        )
    return answer_sentence(
        results, dataset_title=study.data.title, test_images=_test_images(finished)
    )


def _render(
    study: Study,
    results: list[ArmResult],
    finished: dict[str, FinishedArm],
    pictures: dict[str, bytes],
    mosaic: bytes | None,
) -> str:
    config = study.config
    return render_report(
        ReportContext(
            dataset_title=study.data.title,
            preset=config.preset,
            seed=config.seed,
            answer=_answer(study, results, finished),
            test_images=_test_images(finished),
            class_names=study.data.class_names,
            arms=results if len(study.data.class_names) > 1 else [],
            repeats=study.plan.repeats,
            gans=_class_gans(study),
            fidelity=finished_fidelity(study),
            selection="none" if config.selection == "none" else "validation",
            notice=study.data.notice,
            pictures=pictures,
            mosaic_gif=mosaic,
            departures=departures(study),
            augmentation_policy=f"Policy {study.policy.name}: {study.policy.describe()}.",
            augmentation_reason=study.policy.reason,
            images_made_how=how_images_were_made(config) if study.plan.needs_gans else "",
            control_made_how=how_the_control_was_made(config) if "gaussian" in finished else "",
            provenance=study.data.provenance,
            check=check_folder(study),
            configuration=_shown_config(config),
            environment=describe_environment() | _other_makers(study),
        )
    )
