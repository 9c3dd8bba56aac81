"""What finished runs have left, as a study needs it; read from files, without TensorFlow."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from arms.catalog import ARMS
from foundation.errors import UserError
from foundation.files import DAMAGE, load_arrays
from metrics.intervals import accuracy_interval
from metrics.settling import settling
from plan.finished_run import FinishedRun
from plan.timing import Timing
from plan.unit import Unit
from studies.differences import Cell, Values
from studies.grid import PlannedRun

_HISTORY = "history.csv"


@dataclass(frozen=True, kw_only=True)
class ArmOfRun:
    """A finished arm of a run: all its repeats."""

    correct: np.ndarray
    """bool [repeats, n]: whether each test image was classified correctly."""
    index: np.ndarray
    """int64 [n]: the test images, as rows of the data set."""
    validation_accuracy: float | None
    """At the tested checkpoint, mean over repeats; None where nothing was held for it."""
    curve: pd.DataFrame | None
    """history.csv, the mean of all repeats; its index is the updates. None: its classifiers, such
    as trees, have no course that would be kept."""

    @property
    def accuracy(self) -> float:
        """Mean over the repeats, 0..1."""
        return float(self.correct.mean())

    @property
    def last_validation_accuracy(self) -> float | None:
        """At the end of the training, mean over repeats; None where nothing was held for it."""
        if self.curve is None:
            return self.validation_accuracy
        last = float(self.curve["validation_accuracy"].iloc[-1])
        return last if last == last else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, over the choice of test images alone."""
        return accuracy_interval(self.correct)


@dataclass(frozen=True, kw_only=True)
class RunOfStudy:
    """A run of a study and how it stands."""

    planned: PlannedRun
    root: Path
    status: str
    """finished, incomplete, failed, waiting."""
    detail: str = ""
    """Why it is not finished; one sentence or empty."""
    arms: dict[str, ArmOfRun] = field(default_factory=dict)
    asked_arms: tuple[str, ...] = ()
    per_class: float | None = None
    """Real images per class that it used, mean over the classes."""
    test_share: float | None = None
    """Test examples over training examples."""
    seconds: float | None = None
    """Of all its units."""
    title: str = ""
    """Of the data."""
    examples: str = ""
    """What its kind calls several; empty: not known yet."""


def read_run(planned: PlannedRun, root: Path, status: str = "", detail: str = "") -> RunOfStudy:
    """Read a run directory; one not there yet is waiting, one that cannot be read has failed.

    Args:
        planned: Which run of the study it is.
        root: Its directory.
        status: How its work ended this time, where that is known; else what run.json says.
        detail: Why.
    """
    if not (root / "run.json").is_file():
        return RunOfStudy(planned=planned, root=root, status=status or "waiting", detail=detail)
    try:
        return _read(planned, root, status, detail)
    except (UserError, *DAMAGE, TypeError, AttributeError) as error:
        # One that cannot be read costs the others nothing.
        said = str(error) if isinstance(error, UserError) else f"{root}: cannot be read: {error!r}."
        words = " ".join(filter(None, (detail, said)))
        return RunOfStudy(planned=planned, root=root, status="failed", detail=words)


def _read(planned: PlannedRun, root: Path, status: str, detail: str) -> RunOfStudy:
    run = FinishedRun.open(root)
    config = run.record["config"]
    asked = [arm for arm in config.get("arms", ()) if arm in ARMS]
    arms = {arm: read_arm(run, arm, int(config.get("repeats") or 1)) for arm in asked}
    found = {arm: each for arm, each in arms.items() if each is not None}
    if not status:
        status = "finished" if len(found) == len(asked) else "waiting"
    return RunOfStudy(
        planned=planned,
        root=root,
        status=status,
        detail=detail,
        arms=found,
        asked_arms=tuple(asked),
        per_class=_per_class(root, len(run.class_names)),
        test_share=_test_share(root),
        seconds=_seconds(root),
        title=str(run.record["data"].get("title", run.record["data"].get("dataset", ""))),
        examples=run.kind.nouns[1],
    )


def read_arm(run: FinishedRun, arm: str, repeats: int) -> ArmOfRun | None:
    """An arm all of whose repeats are finished and whole; else None."""
    units = [run.run_directory.classifier_unit(arm, repeat) for repeat in range(repeats)]
    records = [unit.record() for unit in units]
    if any(record is None for record in records) or any(unit.damaged_file() for unit in units):
        return None
    try:
        arrays = [load_arrays(unit.directory / "predictions.npz") for unit in units]
        correct = [row for each in arrays for row in _correct(each)]
        validation = [
            _validation(unit, record or {}, each)
            for unit, record, each in zip(units, records, arrays)
        ]
    except DAMAGE as error:
        raise UserError(
            f"{units[0].directory}: expected the files of a finished classifier, could not read "
            f"them: {error}."
        ) from error
    known = [each for each in validation if each is not None]
    return ArmOfRun(
        correct=np.stack(correct),
        index=arrays[0]["index"],
        validation_accuracy=float(np.mean(known)) if len(known) == repeats else None,
        curve=_curve(units, records),
    )


def _correct(arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """bool [classifiers, n]: what each classifier of a unit, one or a panel, had right."""
    named = arrays["probabilities"].argmax(axis=-1)
    return np.atleast_2d(named) == arrays["labels"]


def _curve(
    units: Sequence[Unit], records: Iterable[Mapping[str, Any] | None]
) -> pd.DataFrame | None:
    if any(_HISTORY not in (record or {}).get("files", ()) for record in records):
        return None
    return _mean_curve(pd.read_csv(unit.directory / _HISTORY) for unit in units)


def _mean_curve(curves: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(curves)).groupby("update").mean()


def _is_rising(curve: pd.DataFrame) -> bool:
    columns = ("training_accuracy", "validation_accuracy")
    end = settling(curve.index.tolist(), *(curve[name].tolist() for name in columns))
    return end.state == "still rising"


def _validation(
    unit: Unit, record: dict[str, Any], arrays: Mapping[str, np.ndarray]
) -> float | None:
    """The validation accuracy at the tested checkpoint; of a panel the mean of its classifiers."""
    if record["settings"].get("selection") == "none":
        return None  # the published protocol has none of its own
    if _HISTORY not in record["files"]:
        of_each = arrays.get("validation_accuracy")
        return None if of_each is None else float(of_each.mean())
    with (unit.directory / _HISTORY).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if int(row["update"]) == record.get("selected_update"):
                text = row.get("validation_accuracy")
                return float(text) if text else None
    return None


def _per_class(root: Path, classes: int) -> float | None:
    try:
        split = load_arrays(root / "split.npz")
    except DAMAGE:
        return None
    used = np.union1d(split["train"], np.setdiff1d(split["validation"], split["test"]))
    return len(used) / classes if classes else None


def _test_share(root: Path) -> float | None:
    try:
        split = load_arrays(root / "split.npz")
    except DAMAGE:
        return None
    return len(split["test"]) / len(split["train"]) if len(split["train"]) else None


def _seconds(root: Path) -> float | None:
    rows = Timing(root / "timing.csv").rows()
    return sum(float(row["seconds"]) for row in rows) if rows else None


@dataclass(frozen=True)
class StudyResults:
    """All runs of a study."""

    runs: Sequence[RunOfStudy]

    @cached_property
    def cells(self) -> dict[Cell, dict[int, ArmOfRun]]:
        """Setting, amount and arm -> seed -> what came out; in the order of runs and arms."""
        cells: dict[Cell, dict[int, ArmOfRun]] = {}
        for run in self.runs:
            for name in ARMS:
                if name in run.arms:
                    cell = Cell(run.planned.setting_name, run.planned.amount, name)
                    cells.setdefault(cell, {})[run.planned.seed] = run.arms[name]
        return cells

    @cached_property
    def values(self) -> Values:
        """Test accuracies."""
        return {c: {seed: arm.accuracy for seed, arm in r.items()} for c, r in self.cells.items()}

    @cached_property
    def validation(self) -> Values:
        """Validation accuracies, where there are any."""
        return {
            cell: {
                seed: arm.validation_accuracy
                for seed, arm in row.items()
                if arm.validation_accuracy is not None
            }
            for cell, row in self.cells.items()
        }

    @cached_property
    def rising(self) -> set[Cell]:
        """Cells whose curve, the mean over the seeds, was still rising when the training ended.

        A curve of one seed wobbles, and the more seeds there are, the more of them seem to rise.
        """
        return {
            cell
            for cell, row in self.cells.items()
            if (
                curves := [arm.curve.reset_index() for arm in row.values() if arm.curve is not None]
            )
            and _is_rising(_mean_curve(curves))
        }

    @cached_property
    def asked(self) -> Counter[tuple[str, str]]:
        """Setting and amount -> seeds, those without a result included."""
        return Counter((run.planned.setting_name, run.planned.amount) for run in self.runs)

    @cached_property
    def amounts(self) -> dict[str, float]:
        """Amount -> real images per class as a number, that of `all` as found in its runs."""
        amounts: dict[str, float] = {}
        for run in self.runs:
            name = run.planned.amount
            if name != "all":
                amounts[name] = float(name)
            elif run.per_class is not None:
                amounts[name] = run.per_class
        return amounts

    @property
    def is_resplit(self) -> bool:
        """Whether every seed has a split of its own, and with it test examples of its own."""
        return any(run.planned.is_resplit for run in self.runs)

    @cached_property
    def overlaps(self) -> dict[str, float]:
        """Amount -> test over training examples where every seed has a split of its own, else 0."""
        found: dict[str, list[float]] = {name: [] for name in self.amounts}
        for run in self.runs:
            share = run.test_share if run.planned.is_resplit else None
            if share is not None and run.planned.amount in found:
                found[run.planned.amount].append(share)
        return {name: float(np.mean(each)) if each else 0.0 for name, each in found.items()}

    @property
    def test_images(self) -> int:
        """How many real images every arm was tested on; 0 where nothing is finished."""
        counts = [arm.correct.shape[1] for row in self.cells.values() for arm in row.values()]
        return max(counts, default=0)

    @property
    def title(self) -> str:
        """Of the data."""
        return next((run.title for run in self.runs if run.title), "the data")

    @property
    def examples(self) -> str:
        """What the data calls several."""
        return next((run.examples for run in self.runs if run.examples), "examples")

    def correct(self, cell: Cell, seeds: Sequence[int]) -> list[np.ndarray]:
        """Of each seed bool [repeats, n]: whether each test image was classified correctly.

        The n images are the same for all seeds, unless each has a split of its own.

        Raises:
            UserError: Two runs were tested on different images.
        """
        rows = [self.cells[cell][seed] for seed in seeds]
        if self.is_resplit:
            return [row.correct for row in rows]
        first = next(iter(next(iter(self.cells.values())).values()))
        if any(not np.array_equal(row.index, first.index) for row in rows):
            raise UserError(
                f"Study: expected all runs to be tested on the same {self.examples}, found others "
                f"in {cell.arm}, {cell.size} {self.examples} per class."
            )
        return [row.correct for row in rows]
