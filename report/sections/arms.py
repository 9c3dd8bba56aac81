"""The arms: what each reached, how far from the reference, and whether it had settled."""

from typing import Any

from arms.catalog import REFERENCE_ARM
from metrics.classification import FIGURES
from report.advice import longer_option
from report.arm_result import ArmResult
from report.departures import departures
from report.found import Found
from report.rendering import render
from report.section import Content, as_csv

_COLUMNS = (
    *("arm", "status", "detail", "accuracy", "accuracy_low", "accuracy_high"),
    *("accuracy_min", "accuracy_max", "difference", "difference_low", "difference_high"),
    *("training_images", "updates", "epochs", "tested_updates", "training_accuracy"),
    *("validation_accuracy", "last_third_slope", "last_third_slope_error", "curve"),
    "optimistic_best_accuracy",
)
_MEAN = "mean"
_PANEL_COLUMNS = ("arm", "classifier", *FIGURES)


def shown(found: Found) -> bool:
    return bool(found.arms or departures(found.run))


def build(found: Found) -> Content:
    complete = [arm for arm in found.arms if arm.status == "complete"]
    html = render(
        "sections/arms",
        found=found,
        departures=departures(found.run),
        reference=REFERENCE_ARM,
        longer=longer_option(found.run.config),
        figures=FIGURES,
        has_curves=not found.panel and bool(complete),
        shows_best=any(arm.optimistic_best_accuracy is not None for arm in found.arms),
    )
    files: dict[str, bytes | str] = {}
    if found.arms:
        files["tables/arms.csv"] = as_csv([_row(arm) for arm in found.arms], _COLUMNS)
    if found.panel:
        rows = [row for arm in complete for row in _rows_of_panel(arm)]
        files["tables/classifiers.csv"] = as_csv(rows, _PANEL_COLUMNS)
    return Content(html=html, files=files)


def _rows_of_panel(arm: ArmResult) -> list[dict[str, Any]]:
    """Each classifier's figures, means of its repeats, and the means over all of them."""
    named = {**arm.panel, _MEAN: arm.figures}
    return [{"arm": arm.arm, "classifier": name, **row} for name, row in named.items()]


def _row(arm: ArmResult) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(arm, name, None) for name in _COLUMNS}
    intervals = {"accuracy": arm.interval, "difference": arm.difference_interval}
    for name, interval in intervals.items():
        row[f"{name}_low"], row[f"{name}_high"] = interval or (None, None)
    row["accuracy_min"], row["accuracy_max"] = arm.accuracy_range or (arm.accuracy, arm.accuracy)
    row["tested_updates"] = " ".join(map(str, arm.selected_updates))
    if arm.settling is not None:
        row["training_accuracy"] = arm.settling.training
        row["validation_accuracy"] = arm.settling.validation
        row["last_third_slope"] = arm.settling.slope
        row["last_third_slope_error"] = arm.settling.standard_error
        row["curve"] = arm.settling.state
    return row
