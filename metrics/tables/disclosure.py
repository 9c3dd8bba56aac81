"""Can what was drawn be used to guess what somebody in the training data keeps to themselves?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from metrics.estimate import Estimate, too_few
from metrics.intervals import CONFIDENCE
from metrics.tables.columns import Table, Values, some_columns, stacked

LEAST_CANDIDATES = 20
"""Of members and of others."""
MOST_CANDIDATES = 1000
"""Of either side, all classes together; at random where there are more."""
MOST_SECRETS = 20
"""Columns that are guessed, one after the other; of more as many at random, and the last."""
TOLERANCE = 0.05
"""A number is guessed where it is off by no more than this part of the spread of drawn ones."""
_STEPS = 1_000_000
"""Of the distance in one column: sums of whole numbers are the same in whatever order."""
_CELLS = 1_000_000

Rates = npt.NDArray[np.float64]
"""[n], of each candidate the part of its secrets that are guessed, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class RowsByRole:
    """The stored rows of one class; no real row has two of the roles."""

    drawn: Table
    training: Table
    """The generator has learned from them; the members."""
    held_out: Table
    """It has not."""
    fresh: Table
    """Others that it has not: in the place of the drawn ones they give the floor."""


@dataclass(frozen=True)
class Disclosure:
    """How often an attacker guesses a column of somebody of whom all other columns are known."""

    members: Estimate
    """The part of guesses that are right, 0 to 1, of rows that the generator has learned from."""
    others: Estimate
    """The same of held-out rows: what the data tell of anybody, member or not."""
    difference: Estimate
    """By how much members are guessed more often, -1 to 1: what they have lost by taking part."""


def measure(classes: Mapping[str, RowsByRole], seed: int) -> dict[str | None, Disclosure]:
    """The disclosure of all classes together (None), and of each class by its name.

    The class is a column as the others are: it is known, or it is the secret.

    Args:
        classes: Class name -> its rows; at least one.
        seed: Chooses candidates, and columns, where there are more than are looked at.
    """
    roles = list(classes.values())
    drawn = _with_classes([each.drawn for each in roles])
    draw = np.random.default_rng(seed)
    rates, labels = [], []
    for tables in ([each.training for each in roles], [each.held_out for each in roles]):
        candidates, of_class = _with_classes(tables), _classes_of(tables)
        some = np.sort(draw.permutation(len(candidates))[:MOST_CANDIDATES])
        rates.append(_rates(drawn, candidates.take(some), seed))
        labels.append(of_class[some])
    found: dict[str | None, Disclosure] = {None: _told(*rates)}
    for index, name in enumerate(classes):
        found[name] = _told(*(side[own == index] for side, own in zip(rates, labels)))
    return found


def _classes_of(tables: Sequence[Table]) -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(len(tables)), [len(table) for table in tables])


def _with_classes(tables: Sequence[Table]) -> Table:
    """The rows of all classes; where there are several, with the class as the last column."""
    rows = stacked(tables)
    return rows.with_column(_classes_of(tables), len(tables)) if len(tables) > 1 else rows


def disclosure(drawn: Table, members: Table, others: Table, seed: int = 0) -> Disclosure:
    """Attribute disclosure, column by column.

    The attacker knows all columns of a candidate but one, looks up the drawn row that is nearest
    in these, and takes its value for the secret one. Each column is the secret in turn (20 at
    most). A category is guessed if it is the very one, gaps included; a number if it is off by at
    most 5 % of the standard deviation of drawn ones, and where both are gaps. Distances are
    Gower's: differences of numbers over their range among drawn rows (to a millionth), 1 for
    another category or a gap on one side. Of equally near rows the first counts.

    Args:
        drawn: [m, d].
        members: [n, d], rows that the generator has learned from.
        others: [k, d], held-out rows, none of them a member.
        seed: Chooses columns where there are more than are guessed.

    Returns:
        Means over columns and candidates, with 95 % t intervals over the candidates (a candidate
        is one observation, however many columns it has); Welch's for the difference. Too few with
        less than 20 of a side, a single column or nothing drawn. With real rows that are nobody's
        copies in the place of the drawn ones the difference is 0 on average; what replays its
        training rows has members guessed always.

    Reference:
        Giomi, Boenisch, Wehmeyer, Tasnádi, "A unified framework for quantifying privacy risk in
        synthetic data", PETS 2023 (arXiv 2211.10459), section 4.3, inference, with its control
        attack; distances: Gower, "A general coefficient of similarity", 1971.
    """
    return _told(_rates(drawn, members, seed), _rates(drawn, others, seed))


def _told(members: Rates, others: Rates) -> Disclosure:
    fewest = min(len(members), len(others))
    if fewest < LEAST_CANDIDATES or np.isnan([*members, *others]).any():
        return Disclosure(*[too_few(fewest)] * 3)
    difference, half = float(members.mean() - others.mean()), _half_of_difference(members, others)
    return Disclosure(
        _share(members),
        _share(others),
        Estimate(value=difference, low=difference - half, high=difference + half, count=fewest),
    )


def _half_of_difference(one: Rates, other: Rates) -> float:
    """Half of Welch's interval; SciPy's warns where nobody differs from another."""
    parts = np.array([side.var(ddof=1) / len(side) for side in (one, other)])
    if not parts.sum():
        return 0.0
    freedom = parts.sum() ** 2 / (parts**2 / (np.array([len(one), len(other)]) - 1)).sum()
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * np.sqrt(parts.sum()))


def _rates(drawn: Table, candidates: Table, seed: int) -> Rates:
    """NaN where there is nothing to guess by."""
    if len(drawn.columns) < 2 or not len(drawn) or not len(candidates):
        return np.full(len(candidates), np.nan)
    secrets = some_columns(drawn.columns, MOST_SECRETS, seed)
    secrets[-1] = len(drawn.columns) - 1  # the class, where it is a column
    return guessed(drawn, candidates, secrets).mean(axis=1)


def guessed(
    drawn: Table, candidates: Table, secrets: Sequence[int] | npt.NDArray[np.integer]
) -> npt.NDArray[np.bool_]:
    """Whether each secret of each candidate is guessed, bool [n, secrets]."""
    nearest = np.empty((len(candidates), len(secrets)), np.int64)
    columns = [_places(candidates, drawn, column) for column in range(len(drawn.columns))]
    at_once = max(1, _CELLS // (len(drawn) * len(columns)))
    for start in range(0, len(candidates), at_once):
        part = slice(start, start + at_once)
        nearest[part] = _nearest([(one[part], other) for one, other in columns], secrets)
    right = [_is_right(candidates, drawn, secret, nearest[:, place])
             for place, secret in enumerate(secrets)]  # fmt: skip
    return np.stack(right, axis=1)


_Places = tuple[npt.NDArray[np.signedinteger], npt.NDArray[np.signedinteger]]
"""Of candidates [n] and of drawn rows [m]: where their values lie on a line; the distance of two is
what lies between them, or `_STEPS`, whatever is less."""


def _nearest(columns: Sequence[_Places], secrets: Sequence[int] | np.ndarray) -> np.ndarray:
    """The drawn row that is nearest to each candidate in all columns but a secret, [n, secrets]."""
    apart = [np.minimum(np.abs(one[:, None] - other), _STEPS) for one, other in columns]
    whole = sum(apart[1:], apart[0])  # NumPy's sum over a list makes one array of them first
    return np.stack([(whole - apart[secret]).argmin(axis=1) for secret in secrets], axis=1)


def _places(candidates: Table, drawn: Table, column: int) -> _Places:
    # Half as wide where sums and codes have room: half the time.
    most = max(len(drawn.columns), *drawn.columns.sizes, 4) + 1
    width: type[np.signedinteger] = np.int32 if _STEPS * most < 2**31 else np.int64
    if drawn.columns.sizes[column]:
        one, other = (_STEPS * table.codes(column) for table in (candidates, drawn))
        return one.astype(width), other.astype(width)
    values = drawn.values[:, column]
    there = values[~np.isnan(values)]
    low, high = (there.min(), there.max()) if len(there) else (0.0, 0.0)
    extent = high - low or 1.0

    def place(of: Values) -> npt.NDArray[np.signedinteger]:
        # What lies further out is at the greatest distance from all, and so is a gap.
        scaled = np.rint(np.clip((of - low) / extent, -1.0, 2.0) * _STEPS)
        return np.where(np.isnan(of), 4.0 * _STEPS, scaled).astype(width)

    return place(candidates.values[:, column]), place(values)


def _is_right(candidates: Table, drawn: Table, secret: int, nearest: np.ndarray) -> np.ndarray:
    if drawn.columns.sizes[secret]:
        return candidates.codes(secret) == drawn.codes(secret)[nearest]
    truth, known = candidates.values[:, secret], drawn.values[:, secret]
    said = known[nearest]
    there = known[~np.isnan(known)]
    near = np.abs(truth - said) <= TOLERANCE * (there.std() if len(there) else 0.0)
    return near | (np.isnan(truth) & np.isnan(said))


def _share(parts: Rates) -> Estimate:
    count, mean = len(parts), float(parts.mean())
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1) * parts.std(ddof=1) / np.sqrt(count))
    low, high = max(0.0, mean - half), min(1.0, mean + half)
    return Estimate(value=mean, low=low, high=high, count=count)
