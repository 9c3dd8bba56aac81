"""A finished run as others are compared with it: its figures and what they depend on."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from arms.catalog import ARMS
from foundation.errors import UserError
from foundation.files import DAMAGE, load_arrays
from plan.finished_run import FinishedRun
from report.metrics_file import read_metrics

_METRICS = {
    ("test", "accuracy_mean"): "accuracy",
    ("test", "accuracy_mean_low"): "accuracy_low",
    ("test", "accuracy_mean_high"): "accuracy_high",
    ("test", "accuracy_mean_difference_to_original"): "difference",
    ("test", "accuracy_mean_difference_to_original_low"): "difference_low",
    ("test", "accuracy_mean_difference_to_original_high"): "difference_high",
    ("train", "last_accuracy_mean"): "training_accuracy",
    ("validation", "last_accuracy_mean"): "validation_accuracy",
    ("validation", "last_third_slope"): "last_third_slope",
}
FIGURES = tuple(_METRICS.values())
"""What is read of every arm; a run of an earlier version may lack some."""


@dataclass(frozen=True, kw_only=True)
class ToldRun:
    """What a run's own files say of it."""

    name: str
    """As the command line or the page calls it."""
    root: Path
    title: str
    """Of the data set."""
    seed: int
    config: dict[str, Any]
    data: dict[str, Any]
    """As run.json keeps both."""
    test_rows: str
    """Digest of the test rows, by which runs were tested on the same examples or not."""
    test_examples: int
    arms: dict[str, dict[str, float]]
    """Arm -> figure, of `FIGURES` -> value; in the order of tables, then of the file."""

    curves: dict[str, str] = field(default_factory=dict)
    """Arm -> whether its classifier had settled, where the run says so."""

    @property
    def subset_seed(self) -> int | None:
        """Of the real examples that it may use; None: by the seed of the split."""
        return self.config.get("subset_seed")

    @property
    def seeds(self) -> str:
        """Its seed, and that of its subset where it has one."""
        subset = self.subset_seed
        return str(self.seed) if subset is None else f"{self.seed} (subset seed {subset})"

    @property
    def tested_on(self) -> tuple[Any, ...]:
        """Equal where figures of two runs are about the same test examples and classes."""
        data = self.data
        shape = tuple(data.get("image_shape", ()))
        return data["checksum"], tuple(data["classes"]), self.test_rows, shape


def read_told_run(root: Path) -> ToldRun:
    """Read a finished run.

    Raises:
        UserError: It is no run, has no results yet, or its files cannot be read.
    """
    run = FinishedRun.open(root)
    rows = read_metrics(root)
    arms = _figures(rows)
    if not arms:
        raise UserError(f"{root}: expected a run with results of arms, found none in it.")
    try:
        test = load_arrays(root / "split.npz")["test"]
        config, data = run.record["config"], run.record["data"]
        return ToldRun(
            name=_short(root),
            root=root,
            title=str(data["title"]),
            seed=int(config["seed"]),
            config=config,
            data=data,
            test_rows=hashlib.sha256(np.sort(test).tobytes()).hexdigest()[:12],
            test_examples=len(test),
            arms=arms,
            curves=_curves(root / "tables" / "arms.csv"),
        )
    except (*DAMAGE, TypeError) as error:
        raise UserError(
            f"{root}: expected the files of a run, cannot read them: {error}."
        ) from None


def _short(root: Path) -> str:
    """The last two parts of its path, which say data set and settings."""
    return "/".join(root.absolute().parts[-2:])


def _curves(path: Path) -> dict[str, str]:
    """Runs of earlier versions have no such table."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return {row["arm"]: row["curve"] for row in csv.DictReader(file) if row.get("curve")}
    except (OSError, ValueError, KeyError, csv.Error):
        return {}


def _figures(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    arms: dict[str, dict[str, float]] = {}
    for row in rows:
        figure = _METRICS.get((row.get("split", ""), row.get("metric", "")))
        overall = row.get("repeat") is None and row.get("class_name") is None
        if figure and overall and isinstance(row.get("value"), (int, float)):
            arms.setdefault(str(row["arm"]), {})[figure] = float(row["value"])
    known = [arm for arm in ARMS if arm in arms]
    ordered = [*known, *(arm for arm in arms if arm not in known)]
    return {arm: arms[arm] for arm in ordered if "accuracy" in arms[arm]}
