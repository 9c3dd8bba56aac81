"""What the GANs of a finished run came to; read from files, without TensorFlow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from foundation.errors import UserError
from foundation.files import DAMAGE
from gan.catalog import USABLE
from metrics.measuring import Measured
from plan.finished_run import FinishedRun
from plan.run_directory import RunDirectory
from plan.timing import Timing
from plan.unit import Unit
from report.quality_table import load_table
from studies.results import RunOfStudy

JUDGED_COLUMNS = ("update", "named_share", "variety")
"""Of `inside/<class>/judged.csv`: what is read of it."""
ARM = "synthetic"
"""The arm of a GAN's images alone."""


@dataclass(frozen=True, kw_only=True)
class GanWork:
    """All GANs of one run."""

    seed: int
    seconds: float | None = None
    """Of all their units; None where none is finished."""
    updates: int | None = None
    """Of all its GANs together."""
    classes: int = 0
    failed: tuple[str, ...] = ()
    """Classes without a usable generator."""
    quality: Mapping[str, Measured] = field(default_factory=dict)
    """Metric -> what was measured on the drawn images of all classes together."""
    judged: tuple[pd.DataFrame, ...] = ()
    """Of each class that was watched to the end of its training, a collapsed one too, the columns
    `JUDGED_COLUMNS`, by ascending update."""

    @property
    def is_watched(self) -> bool:
        """Whether all classes were: the mean over the others alone would be that of survivors."""
        return bool(self.judged) and len(self.judged) == self.classes


def read_gan_work(run: RunOfStudy) -> GanWork:
    """Read what there is; a run that is not there, or of which nothing can be read, has none."""
    nothing = GanWork(seed=run.planned.seed)
    if not (run.root / "run.json").is_file():
        return nothing
    try:
        return _read(run)
    except (UserError, *DAMAGE, TypeError, AttributeError):
        return nothing  # the study's table of runs says why


def _read(run: RunOfStudy) -> GanWork:
    finished = FinishedRun.open(run.root)
    directory = finished.run_directory
    units = {name: directory.gan_unit(name) for name in finished.class_names}
    records = {name: unit.record() for name, unit in units.items()}
    failed = [name for name, rec in records.items() if rec and rec.get("status") not in USABLE]
    tables = (_judged(directory, name) for name in units)
    return GanWork(
        seed=run.planned.seed,
        seconds=_seconds(run.root),
        updates=_updates(directory, list(units.values())),
        classes=len(units),
        failed=tuple(failed),
        quality=_quality(directory),
        judged=tuple(table for table in tables if table is not None),
    )


def _seconds(root: Path) -> float | None:
    """The last row of each unit counts: it holds earlier starts, too."""
    rows = Timing(root / "timing.csv").rows()
    of_units = {row["unit"]: float(row["seconds"]) for row in rows if _is_of_gan(row["unit"])}
    return sum(of_units.values()) if of_units else None


def _is_of_gan(unit: str) -> bool:
    return unit.startswith("gan/")


def _updates(directory: RunDirectory, units: list[Unit]) -> int | None:
    """Of one pair for all, whose classes' markers repeat its number, or of all pairs together."""
    shared = directory.shared_gan_unit().record()
    records = [shared] if shared else [unit.record() for unit in units]
    counts = [record["updates"] for record in records if record and "updates" in record]
    return sum(counts) if counts else None


def _quality(directory: RunDirectory) -> Mapping[str, Measured]:
    unit = directory.quality_unit(ARM)
    if unit.record() is None or unit.damaged_file():
        return {}
    return load_table(unit.directory / f"{ARM}.csv").get(None, {})


def _judged(directory: RunDirectory, name: str) -> pd.DataFrame | None:
    """Runs whose views were left out, or of earlier versions, have no such table; one of a training
    that diverged ends before its time."""
    views, gan = directory.inside_unit(name), directory.gan_unit(name).record() or {}
    if views.record() is None or views.damaged_file() or gan.get("status") == "diverged":
        return None
    try:
        table = pd.read_csv(views.directory / "judged.csv")
        table = table[list(JUDGED_COLUMNS)].astype(float).dropna(subset=["update", "named_share"])
    except (*DAMAGE, TypeError):
        return None
    return table.sort_values("update") if len(table) else None
