"""Networks that go round in circles: what the critic makes of both sides swings with a period."""

import numpy as np
import pandas as pd

from gan.doctor.evidence import Evidence

LEAST_SWINGS = 4
LEAST_CORRELATION = 0.45
"""Of the curve with itself, half a period (negative) and a whole one (positive) later. Curves of
chance that only remember the row before (0.9 to 0.98 of it) reach 0.3 in one of twenty cases."""
LEAST_AMPLITUDE = 0.25
"""Standard deviation of the swings, in logits; of a loss whose logits have no scale, in standard
deviations of real images' logits at a time."""
_LEAST_ROWS = 60


def find(evidence: Evidence) -> str | None:
    """As in `gan.doctor.catalog.Symptom`, on the last two thirds of the history."""
    if "real_logit" not in evidence.history or evidence.divergence:
        return None
    history = evidence.history[len(evidence.history) // 3 :]
    curve = (history["real_logit"] - history["fake_logit"]).to_numpy(float)
    if len(curve) < _LEAST_ROWS:
        return None
    curve = _without_trend(_smoothed(curve, len(curve) // _LEAST_ROWS))
    period = _period(curve)
    if period is not None and _is_an_epoch(period, history, len(curve)):
        return None  # a schedule of whole epochs swings by itself
    if period is None or len(curve) / period < LEAST_SWINGS:
        return None
    if curve.std() < LEAST_AMPLITUDE * _scale(evidence):
        return None
    return (
        "The difference between the mean logits of real and fake examples swings by "
        f"{curve.std():.2g} (standard deviation) with a period of about "
        f"{period / len(curve):.0%} of the last two thirds of the training."
    )


def _scale(evidence: Evidence) -> float:
    """What a logit is measured by."""
    if evidence.logits_have_scale or not evidence.looks:
        return 1.0
    return float(np.median(evidence.seen["real_logits"].std(axis=1)))


def _is_an_epoch(period: int, history: pd.DataFrame, rows: int) -> bool:
    if "epoch" not in history:
        return False
    epochs = float(history["epoch"].iloc[-1] - history["epoch"].iloc[0])
    return abs(period * epochs / rows - 1) < 0.1


def _smoothed(curve: np.ndarray, window: int) -> np.ndarray:
    window = max(1, window)
    return np.convolve(curve, np.ones(window) / window, mode="valid")


def _without_trend(curve: np.ndarray) -> np.ndarray:
    x = np.arange(len(curve))
    return curve - np.polyval(np.polyfit(x, curve, 2), x)


def _period(curve: np.ndarray) -> int | None:
    """Rows after which the curve is like itself, after it was its own opposite; None: never."""
    most = len(curve) // 2
    if not curve.any():
        return None
    found = np.array([np.corrcoef(curve[:-lag], curve[lag:])[0, 1] for lag in range(1, most)])
    opposite = np.flatnonzero(found < -LEAST_CORRELATION)
    if not len(opposite):
        return None
    rest = found[opposite[0] :]
    alike = np.flatnonzero(rest > LEAST_CORRELATION)
    if not len(alike):
        return None
    after = np.flatnonzero(rest[alike[0] :] < 0)
    end = alike[0] + after[0] if len(after) else len(rest)
    return int(opposite[0] + alike[0] + np.argmax(rest[alike[0] : end]) + 1)
