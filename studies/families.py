"""Families of GANs of a study against each other: accuracy, distance, variety, time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.catalog import METRICS
from metrics.measuring import Measured
from studies.differences import Cell
from studies.gan_work import ARM, GanWork, read_gan_work
from studies.request import FAMILY_OPTIONS
from studies.results import RunOfStudy
from studies.study_file import Share
from studies.summary import ArmMean, Compared, Summary

DISTANCES = ("frechet_distance", "kernel_distance")
VARIETIES = ("clipped_coverage", "coverage", "pairwise_distance_ratio")
"""Metrics that may stand in the ranking; the first that most runs have does."""
_OPTIONS = {*FAMILY_OPTIONS, "gan.conditional"}
_COLUMNS = (
    *("setting", "samples_per_class", "seeds", "seeds_asked", "mean_accuracy", "low", "high"),
    *("nested_low", "nested_high", "finding"),
    *("difference", "corrected_low", "corrected_high"),
    *("distance_metric", "distance", "distance_floor_low", "distance_floor_high"),
    *("diversity_metric", "diversity", "diversity_floor_low", "diversity_floor_high"),
    *("gan_seconds", "updates", "failed_classes"),
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric of drawn images, the mean over seeds, beside what real images got."""

    metric: str
    value: float
    floors: tuple[float, float] | None
    """Lowest and highest of all seeds."""


@dataclass(frozen=True, kw_only=True)
class FamilyRow:
    """A family (and whatever else its setting says) at an amount of data."""

    cell: Cell
    """Of the arm of its images alone."""
    mean: ArmMean | None
    """Test accuracy; None where no run has a result."""
    compared: Compared | None
    """With the first setting, where the study compares them."""
    works: tuple[GanWork, ...]
    """Of its runs."""
    distance: Figure | None
    diversity: Figure | None
    share: Share | None
    """What a budget comes to for it."""

    @property
    def seeds(self) -> int:
        """Those with a result; in the others a class failed, or the run is not finished."""
        return self.mean.found.seeds if self.mean else 0

    @property
    def asked(self) -> int:
        """Seeds that it was to have."""
        return len(self.works)

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 %, over seeds; of one seed there is none."""
        return self.mean.found.share_interval() if self.mean else None

    @property
    def finding(self) -> str:
        """The study's own word on the difference to the first setting; empty: not compared."""
        return self.compared.difference.verdict if self.compared else ""

    @property
    def gan_seconds(self) -> float | None:
        """Of all GANs of a run, mean over the seeds."""
        return _mean(work.seconds for work in self.works)

    @property
    def updates(self) -> float | None:
        """Of all GANs of a run together, mean over the seeds."""
        return _mean(work.updates for work in self.works)

    @property
    def failed(self) -> str:
        """Which classes failed in which runs; empty: none."""
        return "; ".join(
            f"seed {work.seed}: {', '.join(work.failed)}" for work in self.works if work.failed
        )


@dataclass(frozen=True, kw_only=True)
class Families:
    """The section on families."""

    rows: Sequence[FamilyRow]
    """By amount, then by descending accuracy; those with a seed without a result come after the
    others, since their mean is that of what survived."""
    reference: str
    """The setting that the others are compared with."""
    budget: str
    """In words; empty: the families were trained as long as each is by its settings."""


def rank_families(
    summary: Summary, budget: str = "", shares: Iterable[Share] = ()
) -> Families | None:
    """The ranking; None where no family is varied, or no run was to have the arm.

    Args:
        summary: Of the study.
        budget: That all families had, in words.
        shares: What it comes to for each.
    """
    runs = summary.results.runs
    varied = {option for run in runs for option, _ in run.planned.setting}
    settings = dict.fromkeys(run.planned.setting_name for run in runs)
    has_arm = any(ARM in (*run.asked_arms, *run.arms) for run in runs)
    if not varied & _OPTIONS or len(settings) < 2 or not has_arm:
        return None
    reference = next(iter(summary.results.values), Cell(next(iter(settings)), "", ""))
    works = _works(runs)
    by_place = {share.place: share for share in shares}
    distance, diversity = (_metric(names, works) for names in (DISTANCES, VARIETIES))
    rows = [
        FamilyRow(
            cell=cell,
            mean=summary.mean_of(cell),
            compared=_against(summary, cell, reference.setting),
            works=of_cell,
            distance=_figure(distance, of_cell),
            diversity=_figure(diversity, of_cell),
            share=by_place.get((cell.setting, cell.size)),
        )
        for cell, of_cell in works.items()
    ]
    order = list(dict.fromkeys(row.cell.size for row in rows))
    rows.sort(key=lambda row: (order.index(row.cell.size), *_place(row)))
    return Families(rows=rows, reference=reference.setting, budget=budget)


def _place(row: FamilyRow) -> tuple[bool, float]:
    return row.seeds < row.asked, -(row.mean.found.mean if row.mean else -1.0)


def _works(runs: Sequence[RunOfStudy]) -> dict[Cell, tuple[GanWork, ...]]:
    works: dict[Cell, tuple[GanWork, ...]] = {}
    for run in runs:
        cell = Cell(run.planned.setting_name, run.planned.amount, ARM)
        works[cell] = (*works.get(cell, ()), read_gan_work(run))
    return works


def _against(summary: Summary, cell: Cell, reference: str) -> Compared | None:
    return next(
        (
            each
            for each in summary.compared
            if each.cell == cell and each.difference.pair.reference == reference
        ),
        None,
    )


def _metric(names: Sequence[str], works: Mapping[Cell, Sequence[GanWork]]) -> str:
    """The first of the metrics that as many runs have as any other."""
    every = [work.quality for row in works.values() for work in row]
    counts = [sum(_is_there(quality.get(name)) for quality in every) for name in names]
    return names[int(np.argmax(counts))]


def _is_there(found: Measured | None) -> bool:
    return found is not None and found.value == found.value


def _figure(metric: str, works: Sequence[GanWork]) -> Figure | None:
    found = [work.quality[metric] for work in works if _is_there(work.quality.get(metric))]
    if not found:
        return None
    floors = [each.floors for each in found if each.floors]
    ends = (min(low for low, _ in floors), max(high for _, high in floors)) if floors else None
    value = float(np.mean([each.value for each in found]))
    return Figure(metric=metric, value=value, floors=ends)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def families_table(families: Families) -> pd.DataFrame:
    """One row per family and amount, in the order of the ranking: `families.csv`."""
    return pd.DataFrame([_table_row(row) for row in families.rows], columns=list(_COLUMNS))


def _table_row(row: FamilyRow) -> dict[str, object]:
    low, high = row.interval or (None, None)
    difference = row.compared.difference if row.compared else None
    corrected = difference.corrected if difference else None
    figures: dict[str, object] = {}
    for name, found in (("distance", row.distance), ("diversity", row.diversity)):
        floor_low, floor_high = (found.floors if found else None) or (None, None)
        figures |= {
            f"{name}_metric": found and found.metric,
            name: found and found.value,
            f"{name}_floor_low": floor_low,
            f"{name}_floor_high": floor_high,
        }
    return figures | {
        "setting": row.cell.setting,
        "samples_per_class": row.cell.size,
        "seeds": row.seeds,
        "seeds_asked": row.asked,
        "mean_accuracy": row.mean and row.mean.found.mean,
        "low": low,
        "high": high,
        "nested_low": row.mean and row.mean.nested[0],
        "nested_high": row.mean and row.mean.nested[1],
        "finding": row.finding,
        "difference": difference and difference.found.mean,
        "corrected_low": corrected and corrected.low,
        "corrected_high": corrected and corrected.high,
        "gan_seconds": row.gan_seconds,
        "updates": row.updates,
        "failed_classes": row.failed,
    }


def heading(figures: Iterable[Figure | None], otherwise: str) -> str:
    """What the metric's own row calls the one that is shown, with a capital letter."""
    found = next((METRICS[each.metric].heading for each in figures if each), otherwise)
    return found[:1].upper() + found[1:]
