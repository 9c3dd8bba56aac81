"""How well scores tell members from others: area under the curve, hits at few false alarms."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.estimate import CONFIDENCE, RESAMPLES, Estimate, too_few
from metrics.intervals import wilson

Scores = npt.NDArray[np.floating]

FALSE_ALARMS = 0.01
LEAST_CANDIDATES = 20
"""Of members and of others, for the area."""
LEAST_OTHERS = 300
"""For the hits: three false alarms in a hundredth."""
_CELLS = 2_000_000


class Strength(NamedTuple):
    """Of one attack."""

    area: Estimate
    """Area under the curve of hits against false alarms, 0.5 for guessing; resting on so many
    members (and as many others)."""
    hits: Estimate
    """Share of members that are found where at most 1 % of the others are taken for one."""


def strength(members: Scores, others: Scores, seed: int, comparisons: int = 1) -> Strength:
    """What scores are worth, with bootstrap intervals over the candidates.

    Args:
        members: [n], scores of those that were trained on; higher: rather a member.
        others: [m], of those that were not.
        seed: Of the resamples: members and others apart, 1,000 times.
        comparisons: How many attacks the worst is to be picked from. The intervals are at the level
            1 - 0.05 / comparisons, so all of them together cover in 95 % of cases (Bonferroni), and
            so does that of whichever is picked.

    Returns:
        Both figures; too few with less than 20 of a side or scores that are NaN, and for the hits
        with less than 300 others.

    Reference:
        Carlini et al., "Membership inference attacks from first principles", 2022, for hits at
        few false alarms.
    """
    count = len(members)
    if min(count, len(others)) < LEAST_CANDIDATES or np.isnan([*members, *others]).any():
        return Strength(too_few(count), too_few(count))
    ranked = _Ranked(members, others)
    area, hits = (float(figure[0]) for figure in ranked.figures(*ranked.as_they_are()))
    areas, hit_shares = ranked.resampled(np.random.default_rng(seed))
    level = 1 - (1 - CONFIDENCE) / comparisons
    few = len(others) < LEAST_OTHERS
    smaller = min(count, len(others))
    return Strength(
        _with_interval(area, areas, level, smaller, count),
        too_few(count) if few else _with_interval(hits, hit_shares, level, count, count),
    )


def worst(strengths: Mapping[str, Strength]) -> str | None:
    """The attack with the largest area; None where no attack could be made."""
    known = {name: found.area.value for name, found in strengths.items() if found.area.is_known}
    return max(known, key=lambda name: known[name]) if known else None


def _with_interval(
    value: float, resampled: npt.NDArray[np.floating], level: float, trials: int, count: int
) -> Estimate:
    """Percentile interval; where no resample differs (all found, none found), Wilson's."""
    if np.ptp(resampled) > 0:
        low, high = np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2]).tolist()
    else:
        low, high = wilson(value, trials, level)
    return Estimate(value=value, low=min(low, value), high=max(high, value), count=count)


class _Ranked:
    """Candidates in the order of falling scores; equal scores make one step of the curve."""

    def __init__(self, members: Scores, others: Scores) -> None:
        scores = np.concatenate([members, others])
        values, step = np.unique(-scores, return_inverse=True)
        self.steps = len(values)
        self._member_step, self._other_step = step[: len(members)], step[len(members) :]

    def as_they_are(self) -> tuple[np.ndarray, np.ndarray]:
        """Members and others on each step, int64 [1, steps]."""
        parts = (self._member_step, self._other_step)
        one, other = (np.bincount(part, minlength=self.steps)[None] for part in parts)
        return one, other

    def resampled(self, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Both figures of each resample, float64 [resamples]."""
        at_once = max(1, _CELLS // self.steps)
        found = [
            self.figures(
                *(
                    self._redrawn(part, min(at_once, RESAMPLES - start), draw)
                    for part in (self._member_step, self._other_step)
                )
            )
            for start in range(0, RESAMPLES, at_once)
        ]
        areas, hits = zip(*found)
        return np.concatenate(areas), np.concatenate(hits)

    def _redrawn(self, steps: np.ndarray, times: int, draw: np.random.Generator) -> np.ndarray:
        """Each side drawn anew with replacement, int64 [times, steps]."""
        drawn = steps[draw.integers(0, len(steps), (times, len(steps)))]
        drawn += self.steps * np.arange(times)[:, None]
        return np.bincount(drawn.ravel(), minlength=times * self.steps).reshape(times, -1)

    @staticmethod
    def figures(members: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Area and hits of counts on each step, both [times, steps]."""
        member_count, other_count = members.sum(axis=1), others.sum(axis=1)
        found, alarms = members.cumsum(axis=1), others.cumsum(axis=1)
        below = other_count[:, None] - alarms + 0.5 * others
        area = (members * below).sum(axis=1) / (member_count * other_count)
        allowed = alarms <= FALSE_ALARMS * other_count[:, None]
        hits = np.where(allowed, found, 0).max(axis=1) / member_count
        return area, hits
