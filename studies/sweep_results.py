"""The candidates of a sweep, ranked on validation images; the test images have no part in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metrics.over_seeds import OverSeeds, over_seeds
from studies.gan_work import GanWork, read_gan_work
from studies.grid import Setting, name_of
from studies.results import RunOfStudy

FEW_OF_A_CLASS = 100
"""With fewer validation images of a class, one image more or less is a point of its accuracy."""


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """The validation images of a sweep's runs."""

    images: int
    fewest: int
    """Of a class."""

    @property
    def is_few(self) -> bool:
        """Whether a ranking on them needs a warning."""
        return self.fewest < FEW_OF_A_CLASS


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A setting, and what the classifiers of one arm reached with it."""

    setting: Setting
    values: Mapping[int, float]
    """Seed -> validation accuracy at the end of the training, 0..1."""
    found: OverSeeds | None
    """Over these seeds; None without any."""
    asked: int
    """Seeds that it was to have."""
    gan_seconds: float | None
    """Of all GANs of a run, mean over the seeds."""
    missing: str
    """Which runs have no result, or a class failed, and why; empty: none."""

    @property
    def name(self) -> str:
        """The setting in words."""
        return name_of(self.setting)

    @property
    def is_whole(self) -> bool:
        """Whether every seed has a result and no class failed; no other one is recommended."""
        return len(self.values) == self.asked and not self.missing

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 %, over seeds; None for one."""
        return self.found.share_interval() if self.found else None

    @property
    def spread(self) -> float | None:
        """Standard deviation over the seeds; None for one."""
        several = len(self.values) > 1
        return float(np.std(list(self.values.values()), ddof=1)) if several else None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A value of one option: the mean over all other options, beside that of its first value."""

    option: str
    value: str
    candidates: int
    """Over how many the mean is."""
    mean: float
    against_first: OverSeeds | None
    """Paired by seed; None for the first value itself."""


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """What a sweep has found."""

    by: str
    """The arm that ranks."""
    title: str
    """Of the data."""
    candidates: Sequence[Candidate]
    """Whole ones first, by descending mean."""
    effects: Sequence[Effect]
    held_out: HeldOut
    grid: int
    """Combinations of the values; a search has tried some of them."""
    asked: int
    """Candidates that were to be tried."""
    ended: str
    """Why a search came to its end with fewer; empty: it did not."""

    @property
    def winner(self) -> Candidate | None:
        """The first of those that are whole; None: there is none yet."""
        first = self.candidates[0] if self.candidates else None
        return first if first is not None and first.is_whole else None


def score(runs: Sequence[RunOfStudy], by: str) -> float | None:
    """The mean of a candidate; None where a run of it has no result or a class failed."""
    winner = rank(runs, by, HeldOut(images=0, fewest=0)).winner
    return winner.found.mean if winner and winner.found else None


def rank(
    runs: Sequence[RunOfStudy],
    by: str,
    held_out: HeldOut,
    *,
    grid: int | None = None,
    asked: int | None = None,
    ended: str = "",
) -> Ranking:
    """Rank the candidates.

    Args:
        runs: Of the sweep, however they stand.
        by: The arm that ranks.
        held_out: The validation images.
        grid: Combinations of the values; None: all are candidates.
        asked: How many of them were to be tried; None: all.
        ended: Why a search came to its end with fewer.
    """
    of_settings: dict[Setting, list[RunOfStudy]] = {}
    for run in runs:
        of_settings.setdefault(run.planned.setting, []).append(run)
    values = {setting: _values(of, by) for setting, of in of_settings.items()}
    found = _over_seeds(list(values.values()), held_out.images)
    candidates = [
        _candidate(setting, values[setting], of, over)
        for (setting, of), over in zip(of_settings.items(), found)
    ]
    return Ranking(
        by=by,
        title=next((run.title for run in runs if run.title), "the data"),
        candidates=sorted(candidates, key=_place),
        effects=_effects(candidates, held_out.images),
        held_out=held_out,
        grid=grid or len(candidates),
        asked=asked or grid or len(candidates),
        ended=ended,
    )


def _place(candidate: Candidate) -> tuple[bool, float]:
    return not candidate.is_whole, -(candidate.found.mean if candidate.found else -1.0)


def _values(runs: Sequence[RunOfStudy], by: str) -> dict[int, float]:
    """At the end of the training: no checkpoint is chosen, so none flatters its candidate."""
    ends = {
        run.planned.seed: run.arms[by].last_validation_accuracy for run in runs if by in run.arms
    }
    return {seed: value for seed, value in ends.items() if value is not None}


def _candidate(
    setting: Setting, values: dict[int, float], runs: Sequence[RunOfStudy], found: OverSeeds | None
) -> Candidate:
    works = [read_gan_work(run) for run in runs]
    seconds = [work.seconds for work in works if work.seconds is not None]
    return Candidate(
        setting=setting,
        values=values,
        found=found,
        asked=len(runs),
        gan_seconds=float(np.mean(seconds)) if seconds else None,
        missing="; ".join(filter(None, map(_missing, runs, works, [values] * len(runs)))),
    )


def _missing(run: RunOfStudy, work: GanWork, values: Mapping[int, float]) -> str:
    seed = f"seed {run.planned.seed}"
    if work.failed:
        return f"{seed}: the GAN failed for {', '.join(work.failed)}"
    if run.planned.seed in values:
        return ""
    return f"{seed}: {' '.join(filter(None, (run.status, run.detail)))}"


def _over_seeds(values: Sequence[Mapping[int, float]], images: int) -> list[OverSeeds | None]:
    """The mean of each that has values; None for the others."""
    known = [np.array(list(each.values())) for each in values if each]
    sizes, subjects = [1.0] * len(known), list(range(len(known)))
    found = iter(over_seeds(known, sizes, subjects, resolution=1 / max(images, 1)))
    return [next(found) if each else None for each in values]


def _effects(candidates: Sequence[Candidate], images: int) -> list[Effect]:
    """Of each option, where several are varied; only what all its values were tried with counts."""
    options = [option for option, _ in candidates[0].setting] if candidates else []
    if len(options) < 2:
        return []
    tried = [each for option in options for each in _of_option(option, candidates)]
    # All together: two seeds of one option alone say nothing of how far seeds spread.
    found = _over_seeds([each.gains for each in tried], images)
    return [
        Effect(
            option=each.option,
            value=each.value,
            candidates=each.candidates,
            mean=each.mean,
            against_first=over,
        )
        for each, over in zip(tried, found)
    ]


@dataclass(frozen=True, kw_only=True)
class _Tried:
    """A value of an option."""

    option: str
    value: str
    candidates: int
    mean: float
    gains: Mapping[int, float]
    """Seed -> mean of its candidates minus that of the first value's; none for that itself."""


def _of_option(option: str, candidates: Sequence[Candidate]) -> list[_Tried]:
    table: dict[Setting, dict[str, Candidate]] = {}
    for each in candidates:
        others = tuple(pair for pair in each.setting if pair[0] != option)
        table.setdefault(others, {})[dict(each.setting)[option]] = each
    first, *_ = values = list(dict.fromkeys(dict(each.setting)[option] for each in candidates))
    # A search leaves combinations out.
    full = [row for row in table.values() if len(row) == len(values)]
    rows = [row for row in full if all(each.is_whole for each in row.values())]
    if not rows:
        return []
    by_seed = {value: _mean_by_seed([row[value] for row in rows]) for value in values}
    return [
        _Tried(
            option=option,
            value=value,
            candidates=len(rows),
            mean=float(np.mean(list(by_seed[value].values()))),
            gains={}
            if value == first
            else {seed: by_seed[value][seed] - by_seed[first][seed] for seed in by_seed[first]},
        )
        for value in values
    ]


def _mean_by_seed(candidates: Sequence[Candidate]) -> dict[int, float]:
    seeds = candidates[0].values
    return {seed: float(np.mean([each.values[seed] for each in candidates])) for seed in seeds}
