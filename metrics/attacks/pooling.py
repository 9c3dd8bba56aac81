"""Scores of several classes on one scale."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def on_one_scale(
    scores: Sequence[npt.NDArray[np.floating]],
) -> list[npt.NDArray[np.float64]]:
    """Each class's scores less their mean, over their standard deviation.

    Members and others of a class go through the same step, so that a class whose examples all lie
    far apart is not taken for one that was not trained on. Scores that are all alike become 0.
    """
    return [_standardised(np.asarray(each, np.float64)) for each in scores]


def _standardised(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    spread = scores.std() if len(scores) else 0.0
    return (
        (scores - scores.mean()) / spread if spread > 0 else np.where(scores == scores, 0, scores)
    )
