"""How true drawn images are to their classes, as the classifier of real images sees them."""

import csv
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from arms.catalog import ARMS, REFERENCE_ARM
from classifiers.features import feature_reader
from datasets.splits import Split
from experiment.graph_work import make_units
from foundation.files import write_atomically
from metrics.fidelity import (
    COMPARED_IMAGES,
    intended_class_share,
    nearest_real_distance_ratio,
    pairwise_distance_ratio,
)
from plan.graph import PlannedUnit
from plan.run import Study
from training.saved_models import load_model

FidelityTable = dict[str | None, dict[str, float]]
"""Class name (None: all classes) -> metric -> value; what is not defined is left out."""

_OVERALL = ""  # as a class name in the file: no class is called that


class _Judge:
    """The classifier of `original` and what it sees in the real images that it was trained on."""

    def __init__(self, study: Study, split: Split) -> None:
        directory = study.plan.classifier(REFERENCE_ARM).unit.directory
        self._see = feature_reader(load_model(directory / "model.keras"))
        self._names = study.data.class_names
        self._real = [self._see(study.class_examples(split, name)).features for name in self._names]

    def table(self, images: np.ndarray, labels: np.ndarray) -> FidelityTable:
        """Every metric of drawn images, uint8 [n, h, w, c] with labels int64 [n]."""
        table: FidelityTable = {None: {}}
        shares, counts = [], []
        for index, (name, real) in enumerate(zip(self._names, self._real)):
            seen = self._see(images[labels == index][:COMPARED_IMAGES])
            shares.append(intended_class_share(seen.named, index))
            counts.append(len(seen.named))
            values = {
                "intended_class_share": shares[-1],
                "pairwise_distance_ratio": pairwise_distance_ratio(real, seen.features),
                "nearest_real_distance_ratio": nearest_real_distance_ratio(real, seen.features),
            }
            table[name] = {metric: value for metric, value in values.items() if value == value}
        table[None]["intended_class_share"] = float(np.average(shares, weights=counts))
        return table


def measure_fidelity(study: Study) -> None:
    """Judge the images of every chosen arm that draws its own; `original` is trained by now."""
    failed = study.failed_classes()
    arms = [arm for arm in study.plan.judged_arms if not (ARMS[arm].uses_synthetic and failed)]
    units = [study.plan.fidelity(arm) for arm in arms]
    for planned in make_units(study, units, _judge_arm, study.config.classifier.threads):
        share = _load(_table_path(planned))[None]["intended_class_share"]
        study.display.say(
            f"  The classifier of real images names the intended class of {100 * share:.1f} % of "
            f"the {planned.subject} images"
        )


def _judge_arm(study: Study, planned: PlannedUnit) -> None:
    split = study.load_split()
    path = _table_path(planned)
    drawn = _drawn_images(study, split, planned.subject)
    _save(path, _Judge(study, split).table(*drawn))
    planned.unit.finish(planned.settings, [path])


def finished_fidelity(study: Study) -> dict[str, FidelityTable]:
    """The tables of all arms that were judged, now or earlier."""
    planned = [study.plan.fidelity(arm) for arm in ARMS if ARMS[arm].is_drawn]
    return {unit.subject: _load(_table_path(unit)) for unit in planned if unit.is_done()}


def fidelity_rows(study: Study, tables: dict[str, FidelityTable]) -> list[dict[str, Any]]:
    """The rows of metrics.jsonl on the drawn images."""
    return [
        {
            "dataset": study.data.name,
            "arm": arm,
            "seed": study.config.seed,
            "repeat": 0,
            "samples_per_class": study.samples_per_class,
            "split": "synthetic",
            "metric": metric,
            "class_name": class_name,
            "value": value,
        }
        for arm, table in tables.items()
        for class_name, values in table.items()
        for metric, value in values.items()
    ]


def _drawn_images(study: Study, split: Split, arm: str) -> tuple[np.ndarray, np.ndarray]:
    """The images of an arm and their labels; of those made here, no more than are compared."""
    count = min(study.config.synthetic_per_class, COMPARED_IMAGES)
    sources = dataclasses.replace(study.arm_sources(split), synthetic_per_class=count)
    drawn = ARMS[arm].load(sources, 0)
    return drawn.images, drawn.labels


def _table_path(planned: PlannedUnit) -> Path:
    return planned.unit.directory / f"{planned.subject}.csv"


def _save(path: Path, table: FidelityTable) -> None:
    rows = [
        (name or _OVERALL, metric, value)
        for name, values in table.items()
        for metric, value in values.items()
    ]
    columns = ["class_name", "metric", "value"]
    write_atomically(path, pd.DataFrame(rows, columns=columns).to_csv(index=False))


def _load(path: Path) -> FidelityTable:
    # Read by hand: the values are the very numbers that were written, and "NA" may be a class.
    table: FidelityTable = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = table.setdefault(row["class_name"] or None, {})
            values[row["metric"]] = float(row["value"])
    return table
