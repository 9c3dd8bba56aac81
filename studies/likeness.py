"""Which runs can be laid side by side: those tested on the same examples; what differs there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from plan.settings import differing_fields
from studies.told_run import ToldRun

_NO_SETTING = ("seed", "subset_seed", "stages", "arms", "dataset")
"""Fields of a config in which runs of equal settings may differ; arms are rows of their own."""
_BUDGET = ("classifier.",)
_LINE = re.compile(r"(.*?): (.*) there, (.*) asked for", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ArmRange:
    """An arm over runs that differ in their seeds alone: mean and range, and no verdict."""

    arm: str
    runs: int
    accuracy: tuple[float, float, float]
    """Mean, lowest, highest; 0..1."""
    difference: tuple[float, float, float] | None
    """The same of the differences to the reference, -1..1; None: a run has none."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Runs of equal settings, seeds of run and subset aside."""

    letter: str
    runs: Sequence[ToldRun]
    differs: Sequence[str]
    """What differs from the first settings on the same test examples."""

    @property
    def other_budget(self) -> bool:
        """Whether the classifiers were trained in another way than those of the first settings."""
        return any(line.startswith(_BUDGET) for line in self.differs)

    @property
    def arms(self) -> list[str]:
        """All arms that any of its runs has, in the order of tables."""
        return list(dict.fromkeys(arm for run in self.runs for arm in run.arms))

    def rising(self, arm: str) -> bool:
        """Whether the arm's classifier was still gaining at the end of any of its runs."""
        return any(run.curves.get(arm) == "still rising" for run in self.runs)

    @property
    def summaries(self) -> list[ArmRange]:
        """Of the arms that several of its runs have."""
        having = {arm: [run.arms[arm] for run in self.runs if arm in run.arms] for arm in self.arms}
        return [_arm_range(arm, found) for arm, found in having.items() if len(found) > 1]


@dataclass(frozen=True, kw_only=True)
class SameTest:
    """Runs that were tested on the same examples."""

    title: str
    runs: Sequence[ToldRun]
    settings: Sequence[Settings]

    @property
    def test_examples(self) -> int:
        return self.runs[0].test_examples


def grouped(runs: Sequence[ToldRun]) -> list[SameTest]:
    """Lay runs in groups of the same test examples, and in these by their settings.

    Args:
        runs: In the order that groups, settings and rows are to have.
    """
    groups: dict[Any, list[ToldRun]] = {}
    for run in runs:
        groups.setdefault(run.tested_on, []).append(run)
    return [SameTest(title=of[0].title, runs=of, settings=_settings(of)) for of in groups.values()]


def setting_differences(first: ToldRun, other: ToldRun) -> list[str]:
    """Lines `field: here instead of there`, without what runs of equal settings may differ in."""
    there, here = ({"config": _settings_of(run)} for run in (first, other))
    lines = [line.removeprefix("config.") for line in differing_fields(there, here)]
    return [_LINE.sub(r"\1: \3 instead of \2", line) for line in lines]


def _settings_of(run: ToldRun) -> dict[str, Any]:
    return {name: value for name, value in run.config.items() if name not in _NO_SETTING}


def _settings(runs: Sequence[ToldRun]) -> list[Settings]:
    sets: list[list[ToldRun]] = []
    for run in runs:
        own = [one for one in sets if not setting_differences(one[0], run)]
        if own:
            own[0].append(run)
        else:
            sets.append([run])
    return [
        Settings(letter=_letter(index), runs=of, differs=setting_differences(runs[0], of[0]))
        for index, of in enumerate(sets)
    ]


def _letter(index: int) -> str:
    """A, B, ..., Z, AA, ..."""
    first = _letter(index // 26 - 1) if index >= 26 else ""
    return first + chr(ord("A") + index % 26)


def _arm_range(arm: str, found: Sequence[dict[str, float]]) -> ArmRange:
    differences = [each["difference"] for each in found if "difference" in each]
    return ArmRange(
        arm=arm,
        runs=len(found),
        accuracy=_mean_and_range([each["accuracy"] for each in found]),
        difference=_mean_and_range(differences) if len(differences) == len(found) else None,
    )


def _mean_and_range(values: Sequence[float]) -> tuple[float, float, float]:
    return mean(values), min(values), max(values)
