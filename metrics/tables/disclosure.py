"""Can what was drawn be used to guess what somebody in the training data keeps to themselves?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from metrics.estimate import Estimate, too_few
from metrics.intervals import CONFIDENCE
from metrics.tables.columns import Table, Values, some_columns

LEAST_CANDIDATES = 20
"""Of members and of others."""
MOST_SECRETS = 20
"""Columns that are guessed, one after the other; of more as many at random."""
TOLERANCE = 0.05
"""A number is guessed where it is off by no more than this part of the spread of drawn ones."""
_ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Disclosure:
    """How often an attacker guesses a column of somebody of whom all other columns are known."""

    members: Estimate
    """The part of guesses that are right, 0 to 1, of rows that the generator has learned from."""
    others: Estimate
    """The same of held-out rows: what the data tell of anybody, member or not."""
    difference: Estimate
    """By how much members are guessed more often, -1 to 1: what they have lost by taking part."""


def disclosure(drawn: Table, members: Table, others: Table, seed: int = 0) -> Disclosure:
    """Attribute disclosure, column by column.

    The attacker knows all columns of a candidate but one, looks up the drawn row that is nearest
    in these, and takes its value for the secret one. Each column is the secret in turn (20 at
    most). A category is guessed if it is the very one, gaps included; a number if it is off by at
    most 5 % of the standard deviation of drawn ones, and where both are gaps. Distances are
    Gower's: differences of numbers over their range among drawn rows, 1 for another category or a
    gap on one side. Of equally near rows the first counts.

    Args:
        drawn: [m, d], m >= 1.
        members: [n, d], rows that the generator has learned from.
        others: [k, d], held-out rows, none of them a member.
        seed: Chooses columns where there are more than are guessed.

    Returns:
        Means over columns and candidates, with 95 % t intervals over the candidates (a candidate
        is one observation, however many columns it has); Welch's for the difference. Too few with
        less than 20 of a side or a single column. With real rows that are nobody's copies in the
        place of the drawn ones the difference is 0 on average; what replays its training rows has
        members guessed always.

    Reference:
        Giomi, Boenisch, Wehmeyer, Tasnádi, "A unified framework for quantifying privacy risk in
        synthetic data", PETS 2023 (arXiv 2211.10459), section 4.3, inference, with its control
        attack; distances: Gower, "A general coefficient of similarity", 1971.
    """
    fewest = min(len(members), len(others))
    if fewest < LEAST_CANDIDATES or len(drawn.columns) < 2 or not len(drawn):
        return Disclosure(*[too_few(fewest)] * 3)
    secrets = some_columns(drawn.columns, MOST_SECRETS, seed)
    sides = [guessed(drawn, candidates, secrets).mean(axis=1) for candidates in (members, others)]
    found = stats.ttest_ind(*sides, equal_var=False).confidence_interval(CONFIDENCE)
    difference = float(sides[0].mean() - sides[1].mean())
    return Disclosure(
        _share(sides[0]), _share(sides[1]), _estimate(difference, found.low, found.high, fewest)
    )


def guessed(
    drawn: Table, candidates: Table, secrets: Sequence[int] | npt.NDArray[np.integer]
) -> npt.NDArray[np.bool_]:
    """Whether each secret of each candidate is guessed, bool [n, secrets]."""
    rows = np.arange(len(candidates))
    some = [rows[start : start + _ROWS_AT_ONCE] for start in rows[::_ROWS_AT_ONCE]]
    return np.concatenate([_guessed(drawn, candidates.take(part), secrets) for part in some])


def _guessed(drawn: Table, candidates: Table, secrets: Sequence[int] | np.ndarray) -> np.ndarray:
    distances = [_distances(candidates, drawn, column) for column in range(len(drawn.columns))]
    whole = np.sum(distances, axis=0)
    result = np.empty((len(candidates), len(secrets)), bool)
    for place, secret in enumerate(secrets):
        # Rounded, so that a sum of the same differences is the same in whatever order.
        nearest = np.round(whole - distances[secret], 9).argmin(axis=1)
        result[:, place] = _is_right(candidates, drawn, secret, nearest)
    return result


def _distances(candidates: Table, drawn: Table, column: int) -> Values:
    """[n, m], 0 to 1 of drawn rows among themselves."""
    if drawn.columns.sizes[column]:
        is_other = candidates.codes(column)[:, None] != drawn.codes(column)[None]
        return is_other.astype(np.float64)
    one, other = (table.values[:, column] for table in (candidates, drawn))
    there = other[~np.isnan(other)]
    extent = float(np.ptp(there)) if len(there) else 0.0
    apart = np.minimum(np.abs(one[:, None] - other[None]) / (extent or 1.0), 1.0)
    gaps = np.isnan(one)[:, None] != np.isnan(other)[None]
    return np.where(gaps, 1.0, np.nan_to_num(apart))


def _is_right(candidates: Table, drawn: Table, secret: int, nearest: np.ndarray) -> np.ndarray:
    if drawn.columns.sizes[secret]:
        return candidates.codes(secret) == drawn.codes(secret)[nearest]
    truth, known = candidates.values[:, secret], drawn.values[:, secret]
    said = known[nearest]
    there = known[~np.isnan(known)]
    near = np.abs(truth - said) <= TOLERANCE * (there.std() if len(there) else 0.0)
    return near | (np.isnan(truth) & np.isnan(said))


def _share(parts: Values) -> Estimate:
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(parts) - 1) * stats.sem(parts)
    mean = float(parts.mean())
    return _estimate(mean, max(0.0, mean - half), min(1.0, mean + half), len(parts))


def _estimate(value: float, low: float, high: float, count: int) -> Estimate:
    # Where nobody differs from another the interval has no width, and no number either.
    ends = [float(end) if end == end else value for end in (low, high)]
    return Estimate(value=value, low=ends[0], high=ends[1], count=count)
