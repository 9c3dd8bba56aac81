"""Tables on quality and privacy, and run directories in which such units are finished."""

from collections.abc import Iterable

import numpy as np

from foundation.files import save_arrays
from metrics.catalog import METRICS
from metrics.estimate import Estimate, too_few
from metrics.measuring import Measured
from metrics.privacy import DRAWN, FRESH, REPLAYED, Figure
from plan.run import Run
from report import privacy_table, quality_table

CHECKS = {
    "closer_to_training": (0.51, 0.49),
    "exact_copies": (0.0, 0.0),
    "near_copies": (0.012, 0.010),
    "near_held_out": (0.011, 0.009),
    "closest_record_distance": (3.25, 3.5),
    "neighbour_distance_ratio": (0.81, 0.82),
}
AREAS = {"distance": 0.52, "density_ratio": 0.53, "likelihood": 0.49, "worst": 0.53}


def estimate(value, width=0.03):
    return Estimate(value=value, low=value - width, high=value + width, count=400)


def privacy_figures(names, *, ill="", area=0.0, copies=0.0, floor_area=0.0):
    """A table made by hand; `area`, and the `copies` of one class, are added to an honest one."""
    for name in (None, *names):
        for check, (value, floor) in CHECKS.items():
            added = copies if check == "exact_copies" and name == ill else 0.0
            values = {DRAWN: value + added, FRESH: floor, REPLAYED: 1.0}
            for subject, each in values.items():
                yield Figure(class_name=name, name=check, subject=subject, estimate=estimate(each))
        for attack in ("distance", "density_ratio", "likelihood", "discriminator", "worst"):
            for subject, value in ((DRAWN, area), (FRESH, floor_area), (REPLAYED, 0.45)):
                known = attack in AREAS
                found = estimate(AREAS[attack] + value) if known else too_few(400)
                few = too_few(400)
                for part, each in (("auc", found), ("hits", few)):
                    yield Figure(
                        class_name=name, name=f"{attack}_{part}", subject=subject, estimate=each
                    )


def finish_privacy(
    run: Run, figures: Iterable[Figure], arm: str = "synthetic", pairs: int = 10
) -> None:
    """Leave what a check of an arm leaves, its figures given."""
    task, examples = run.plan.privacy(arm), run.data.examples
    paths = [make(task) for make in (
        privacy_table.table_path, privacy_table.pairs_path, privacy_table.rows_path
    )]  # fmt: skip
    privacy_table.save_table(paths[0], list(figures))
    sheets = ("drawn", "training", "held_out", "real", "nearest_drawn")
    save_arrays(paths[1], {n: examples[i : i + pairs] for i, n in enumerate(sheets)})
    save_arrays(paths[2], {"training": np.arange(5)})
    roles = {"training": 1234, "held_out": 1234, "fresh": 777, "reference": 555}
    task.unit.finish(task.settings, paths, examples_of_each_role=roles)


def healthy_quality(names: Iterable[str]) -> quality_table.QualityTable:
    """A table made by hand in which every figure is at its floor."""
    at_floor = Measured(
        value=0.9, interval=(0.85, 0.95), held_out=0.9, floors=(0.8, 1.0), examples=400,
        floor_examples=200, class_index=0,
    )  # fmt: skip
    return {name: dict.fromkeys(METRICS, at_floor) for name in (None, *names)}


def finish_quality(run: Run, table: quality_table.QualityTable, arm: str = "synthetic") -> None:
    """Leave what the judge of an arm leaves, its table given."""
    task = run.plan.quality(arm)
    path = quality_table.table_path(task)
    quality_table.save_table(path, table)
    task.unit.finish(task.settings, [path])
