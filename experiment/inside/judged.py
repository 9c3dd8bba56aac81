"""How good the images of a class were while its generator learned."""

import numpy as np
import pandas as pd

from experiment.inside.looking import Looking, NothingToSee
from gan.snapshots import Snapshots
from metrics.collapse import neighbour_ratio
from plots.judged_curve import Exported, plot_judged
from plots.style import figure_to_png

COLUMNS = ("epoch", "update", "named_share", "confidence", "variety")


def draw(looking: Looking) -> dict[str, bytes]:
    """`judged.csv`, a row for each epoch whose images were kept, and `judged.png`."""
    path = looking.directory / "snapshots.npz"
    if not path.is_file():
        raise NothingToSee(f"No {looking.several} were kept along the training.")
    shots = Snapshots.load(path)
    judged = _judged(looking, shots)
    figure = plot_judged(
        judged, shots.images.shape[1], _exported(looking) if looking.has_synthetic else None,
        f"{looking.title}: judged along the training",
    )  # fmt: skip
    table = judged.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return {"judged.csv": table.encode(), "judged.png": figure_to_png(figure)}


def _exported(looking: Looking) -> Exported:
    index = looking.run.class_index(looking.class_name)
    return Exported(float((looking.seen.named == index).mean()), len(looking.synthetic))


def _judged(looking: Looking, shots: Snapshots) -> pd.DataFrame:
    """The table, with `COLUMNS`."""
    frames, each = shots.images.shape[:2]
    index = looking.run.class_index(looking.class_name)
    seen = looking.see(shots.images.reshape(-1, *shots.images.shape[2:]))
    named, probabilities = (seen.named == index), seen.probabilities[:, index]
    seed = looking.seed("variety")
    variety = [neighbour_ratio(looking.some_real, images, seed) for images in shots.images]
    columns = (
        shots.epochs,
        _updates(pd.read_csv(looking.directory / "history.csv"), shots.epochs),
        named.reshape(frames, each).mean(axis=1),
        probabilities.reshape(frames, each).mean(axis=1),
        [np.nan if ratio is None else ratio for ratio in variety],
    )
    return pd.DataFrame(dict(zip(COLUMNS, columns)))


def _updates(history: pd.DataFrame, epochs: np.ndarray) -> np.ndarray:
    """The update after which each epoch ended, int64 [f]; the last one may have been cut short."""
    last = history.iloc[-1]
    ends = np.rint(epochs * last["update"] / last["epoch"]).astype(np.int64)
    return np.minimum(ends, int(last["update"]))
