"""The tables of a study, as they stand in its CSV files and on its page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from metrics.nested import nested_accuracy, nested_difference
from metrics.over_seeds import OverSeeds, over_seeds
from studies.differences import BEST_CHEAP, Cell, Difference, compare
from studies.results import RunOfStudy, StudyResults

Interval = tuple[float, float]

_CELL = ("setting", "samples_per_class", "arm")
_ARM_COLUMNS = (
    *_CELL,
    *("seeds", "mean_accuracy", "sd_over_seeds", "low", "high", "nested_low", "nested_high"),
)
_DIFFERENCE_COLUMNS = (
    *_CELL,
    *("reference", "reference_arms", "seeds", "difference", "sd_over_seeds", "standard_error"),
    *("df", "low", "high", "p_value", "corrected_p_value", "corrected_low", "corrected_high"),
    *("nested_low", "nested_high", "verdict"),
)


@dataclass(frozen=True, kw_only=True)
class ArmMean:
    """An arm of a setting at an amount, over seeds."""

    cell: Cell
    found: OverSeeds
    spread: float | None
    """Standard deviation over the seeds, as they are."""
    nested: Interval
    """95 %, over other seeds and other test images; of one seed over images alone, of seeds with
    splits of their own the corrected t interval."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A difference, and what the choice of test images adds to its uncertainty."""

    difference: Difference
    nested: Interval
    """95 %, as for `ArmMean`."""
    spread: float | None

    @property
    def cell(self) -> Cell:
        """Whose difference it is."""
        return self.difference.pair.cell


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Everything that a study says."""

    results: StudyResults
    means: Sequence[ArmMean]
    compared: Sequence[Compared]

    def mean_of(self, cell: Cell) -> ArmMean | None:
        """The mean of a cell, None where no run has it."""
        return next((each for each in self.means if each.cell == cell), None)

    def against_cheap(self, setting: str, amount: str) -> list[Compared]:
        """The comparisons with the best cheap arm at an amount."""
        return [
            each
            for each in self.compared
            if each.difference.pair.reference == BEST_CHEAP
            and (each.cell.setting, each.cell.size) == (setting, amount)
        ]


def summarise(runs: Sequence[RunOfStudy]) -> Summary:
    """Means, differences and intervals of all runs that are there.

    Raises:
        UserError: Two runs were tested on different images.
    """
    results = StudyResults(runs)
    resolution = 1 / max(results.test_images, 1)
    differences = compare(
        results.values,
        results.amounts,
        resolution=resolution,
        validation=results.validation,
        rising=results.rising,
        asked=results.asked,
        overlaps=results.overlaps,
    )
    return Summary(
        results=results,
        means=_means(results, resolution),
        compared=[_compared(results, each) for each in differences],
    )


def _spread(values: Sequence[float]) -> float | None:
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def _means(results: StudyResults, resolution: float) -> list[ArmMean]:
    cells = list(results.values)
    found = over_seeds(
        [np.array(list(results.values[cell].values())) for cell in cells],
        [results.amounts[cell.size] for cell in cells],
        [(cell.setting, cell.arm) for cell in cells],
        resolution=resolution,
        overlap=[results.overlaps[cell.size] for cell in cells],
    )
    means = []
    for cell, each in zip(cells, found):
        means.append(
            ArmMean(
                cell=cell,
                found=each,
                spread=_spread(list(results.values[cell].values())),
                nested=_interval_of_splits(results, each, each.share_interval())
                or nested_accuracy(each, results.correct(cell, list(results.values[cell]))),
            )
        )
    return means


def _interval_of_splits(
    results: StudyResults, found: OverSeeds, interval: Interval | None
) -> Interval | None:
    """Where seeds have splits of their own, their spread holds that of test images already."""
    return interval if results.is_resplit and found.seeds > 1 else None


def _compared(results: StudyResults, difference: Difference) -> Compared:
    cell, _, against = difference.pair
    seeds = list(against)
    others = [results.correct(against[seed], [seed])[0] for seed in seeds]
    found = difference.found
    return Compared(
        difference=difference,
        nested=_interval_of_splits(results, found, found.interval())
        or nested_difference(found, results.correct(cell, seeds), others),
        spread=_spread(list(difference.values.values())),
    )


def runs_table(runs: Sequence[RunOfStudy]) -> pd.DataFrame:
    """One row per run and arm: `summary.csv`."""
    rows: list[dict[str, Any]] = []
    for run in runs:
        facts = {
            "directory": str(run.root),
            "setting": run.planned.setting_name,
            "samples_per_class": run.planned.amount,
            "seed": run.planned.seed,
        }
        for name in run.asked_arms or ("",):
            arm = run.arms.get(name)
            low, high = arm.interval if arm else (None, None)
            rows.append(
                facts
                | {
                    "arm": name,
                    "status": run.status,
                    "accuracy": arm and arm.accuracy,
                    "image_low": low,
                    "image_high": high,
                    "validation_accuracy": arm and arm.validation_accuracy,
                    "test_images": arm and arm.correct.shape[1],
                    "repeats": arm and arm.correct.shape[0],
                    "run_seconds": run.seconds,
                    "detail": run.detail,
                }
            )
    return pd.DataFrame(rows).astype({"test_images": "Int64", "repeats": "Int64"})


def arms_table(summary: Summary) -> pd.DataFrame:
    """One row per setting, amount and arm, maybe none: `arms.csv`."""
    rows = []
    for each in summary.means:
        low, high = each.found.share_interval() or (None, None)
        rows.append(
            _facts(each.cell)
            | {
                "seeds": each.found.seeds,
                "mean_accuracy": each.found.mean,
                "sd_over_seeds": each.spread,
                "low": low,
                "high": high,
                "nested_low": each.nested[0],
                "nested_high": each.nested[1],
            }
        )
    return pd.DataFrame(rows, columns=_ARM_COLUMNS)


def differences_table(summary: Summary) -> pd.DataFrame:
    """One row per comparison, maybe none: `differences.csv`."""
    rows = []
    for each in summary.compared:
        found, corrected = each.difference.found, each.difference.corrected
        low, high = found.interval() or (None, None)
        chosen = Counter(cell.arm for cell in each.difference.pair.against.values())
        rows.append(
            _facts(each.cell)
            | {
                "reference": each.difference.pair.reference,
                "reference_arms": " ".join(f"{arm}:{n}" for arm, n in sorted(chosen.items())),
                "seeds": found.seeds,
                "difference": found.mean,
                "sd_over_seeds": each.spread,
                "standard_error": found.standard_error,
                "df": found.df,
                "low": low,
                "high": high,
                "p_value": found.p_value,
                "corrected_p_value": corrected and corrected.p_value,
                "corrected_low": corrected and corrected.low,
                "corrected_high": corrected and corrected.high,
                "nested_low": each.nested[0],
                "nested_high": each.nested[1],
                "verdict": each.difference.verdict,
            }
        )
    return pd.DataFrame(rows, columns=_DIFFERENCE_COLUMNS)


def _facts(cell: Cell) -> dict[str, Any]:
    return dict(zip(_CELL, cell))
