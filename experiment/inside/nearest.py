"""Synthetic images beside the nearest training images, and the reverse."""

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from metrics.nearest import nearest
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png

_COMPARED_WITH_THEIR_KIND = 200
"""Real images whose own neighbours say how far apart neighbours usually are."""


def draw(looking: Looking) -> dict[str, bytes]:
    """`nearest.png`: the first images of each side and what is most like them on the other."""
    real, synthetic = looking.real, looking.synthetic
    if not len(synthetic):
        raise NothingToSee("No synthetic image was drawn.")
    real_seen, synthetic_seen = looking.compared(real), looking.compared(synthetic)
    sheets = [
        _sheet("synthetic", (synthetic, synthetic_seen), "real", (real, real_seen), looking),
        _sheet("real", (real, real_seen), "synthetic", (synthetic, synthetic_seen), looking),
    ]
    usual = _usual_distance(real_seen)
    among = f" (real ones to each other: {_short(usual)})" if usual is not None else ""
    title = f"{looking.title}: nearest of {len(real):,} real and {len(synthetic):,} synthetic"
    return {"nearest.png": figure_to_png(plot_sheets(sheets, f"{title}{among}"))}


def _sheet(name: str, shown: tuple, other: str, among: tuple, looking: Looking) -> Sheet:
    images, seen = (part[: looking.columns] for part in shown)
    found = nearest(seen, among[1])
    rows = {name: images, f"nearest {other}": among[0][found.rows[:, 0]]}
    captions = [_short(distance) for distance in found.distances[:, 0].tolist()]
    return Sheet(f"{name.capitalize()} images, and the nearest {other} ones", rows, captions)


def _usual_distance(seen: np.ndarray) -> float | None:
    """The median distance of real images to the nearest other one; None: there is no other."""
    if len(seen) < 2:
        return None
    # Each is its own nearest, or its twin's, whose distance is the same.
    found = nearest(seen[:_COMPARED_WITH_THEIR_KIND], seen, 2)
    return float(np.median(found.distances[:, 1]))


def _short(distance: float) -> str:
    return f"{distance:,.0f}" if distance >= 100 else f"{distance:.2f}"
