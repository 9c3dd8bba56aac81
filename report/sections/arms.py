"""The arms: what each reached, how far from the reference, and whether it had settled."""

from typing import Any

from arms.catalog import REFERENCE_ARM
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


def shown(found: Found) -> bool:
    return bool(found.arms or departures(found.run))


def build(found: Found) -> Content:
    html = render(
        "sections/arms",
        found=found,
        departures=departures(found.run),
        reference=REFERENCE_ARM,
        longer=longer_option(found.run.config),
        shows_best=any(arm.optimistic_best_accuracy is not None for arm in found.arms),
    )
    table = as_csv([_row(arm) for arm in found.arms], _COLUMNS)
    return Content(html=html, files={"tables/arms.csv": table} if found.arms else {})


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
