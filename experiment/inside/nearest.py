"""Synthetic images beside the nearest training images, and the reverse."""

from collections.abc import Iterator

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from metrics.nearest import Neighbours, nearest, nearest_in_blocks
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png

_COMPARED_WITH_THEIR_KIND = 200
"""Real images whose own neighbours say how far apart neighbours usually are."""
_AT_ONCE = 5000
"""Real images that are seen at once: as vectors they take many times the memory."""


def draw(looking: Looking) -> dict[str, bytes]:
    """`nearest.png`: the first images of each side and what is most like them on the other."""
    real, synthetic = looking.real, looking.synthetic
    if not len(synthetic):
        raise NothingToSee(f"None of the synthetic {looking.several} was drawn.")
    few, some = synthetic[: looking.columns], real[:_COMPARED_WITH_THEIR_KIND]
    few_seen, some_seen = looking.compared(few), looking.compared(some)
    # Of all classes pooled, real images are too many to be seen at once.
    blocks = (looking.compared(part) for part in _parts(real))
    among_real = nearest_in_blocks(np.concatenate([few_seen, some_seen]), blocks, 2)
    among_synthetic = nearest(some_seen[: looking.columns], looking.compared(synthetic))
    sheets = [
        _sheet(looking, "synthetic", few, "real", real, among_real),
        _sheet(looking, "real", real[: looking.columns], "synthetic", synthetic, among_synthetic),
    ]
    title = f"{looking.title}: nearest of {len(real):,} real and {len(synthetic):,} synthetic"
    if len(real) > 1:
        # Each is its own nearest, or its twin's, whose distance is the same.
        usual = float(np.median(among_real.distances[len(few) :, 1]))
        title += f" (real ones to each other: {_short(usual)})"
    return {"nearest.png": figure_to_png(plot_sheets(sheets, title))}


def _parts(images: np.ndarray) -> Iterator[np.ndarray]:
    return (images[start : start + _AT_ONCE] for start in range(0, len(images), _AT_ONCE))


def _sheet(
    looking: Looking,
    name: str,
    images: np.ndarray,
    other: str,
    among: np.ndarray,
    found: Neighbours,
) -> Sheet:
    count = len(images)  # neighbours of more may have been looked for
    rows = {
        name: looking.pictured(images),
        f"nearest {other}": looking.pictured(among[found.rows[:count, 0]]),
    }
    captions = [_short(distance) for distance in found.distances[:count, 0].tolist()]
    return Sheet(
        f"{name.capitalize()} {looking.several}, and the nearest {other} ones", rows, captions
    )


def _short(distance: float) -> str:
    return f"{distance:,.0f}" if distance >= 100 else f"{distance:.2f}"
