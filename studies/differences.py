"""What the runs of a study say together: arms against each other, over seeds."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from arms.catalog import ARMS, REFERENCE_ARM
from metrics.best_of_others import chosen_on_other_seeds
from metrics.multiple import Corrected, correct_for_all, verdict
from metrics.over_seeds import OverSeeds, over_seeds

CHEAP_ARMS = tuple(name for name, arm in ARMS.items() if arm.is_cheap)
"""What anyone has without a GAN, `original` first; the better one is what a GAN has to beat."""
FLOOR_ARMS = tuple(name for name, arm in ARMS.items() if arm.is_floor)
"""Models that are no GAN: every arm of GANs is compared with each of them."""
BEST_CHEAP = "best cheap arm"
METHOD = (
    "Paired differences over seeds; t intervals at 95 % with variances moderated over all "
    "comparisons of the study (empirical Bayes, Smyth 2004, with a trend over sizes); corrected "
    "for all comparisons of the study, over arms, sizes and references, by Holm (1979)"
)
METHOD_OF_SPLITS = (
    f"{METHOD}. Every seed has a split of its own of the same examples, so their results go "
    "together: the variance of a mean over J splits is taken to be (1 / J + test / training "
    "examples) times that of the splits, not 1 / J times (Nadeau and Bengio 2003, section 3)"
)


UNSETTLED = f"no finding: {REFERENCE_ARM} was still rising"
"""In the place of a verdict: longer training would move the difference."""


class Cell(NamedTuple):
    """An arm under one setting at one size."""

    setting: str
    """Of the varied options; empty where none is varied."""
    size: str
    """Real examples per class: a number, or `all`."""
    arm: str


Values = Mapping[Cell, Mapping[int, float]]
"""Cell -> seed -> accuracy on the test images, 0..1."""


class Pair(NamedTuple):
    """A cell, and for each seed the cell that it is compared with."""

    cell: Cell
    reference: str
    """`original`, `best cheap arm`, a floor, or the setting that the same arm is compared under."""
    against: Mapping[int, Cell]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A comparison of a study."""

    pair: Pair
    values: Mapping[int, float]
    """Seed -> difference of accuracies, -1..1."""
    found: OverSeeds
    corrected: Corrected | None
    """Holm's, over all comparisons of the study; None for one seed."""
    is_settled: bool = True
    """Whether the curve of `original` had settled in every run of the cell."""
    asked: int = 0
    """Seeds that the study was asked for here; 0 where nobody asked."""

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `no difference shown (N seeds)`; of one seed nothing.

        Neither of the first two before `original` has settled, nor while a seed has no result: one
        whose GAN failed may not drop out of the finding, and one that waits could still turn it.
        """
        said = verdict(self.corrected, self.found.seeds)
        if said and not self.is_settled:
            return UNSETTLED
        if said in ("better", "worse") and self.found.seeds < self.asked:
            return f"no finding: {self.found.seeds} of {self.asked} seeds have a result"
        return said


def compare(
    values: Values,
    amounts: Mapping[str, float],
    *,
    resolution: float,
    validation: Values | None = None,
    rising: Collection[Cell] = (),
    asked: Mapping[tuple[str, str], int] | None = None,
    overlaps: Mapping[str, float] | None = None,
) -> list[Difference]:
    """All comparisons of a study.

    Args:
        values: The test accuracies.
        amounts: Size -> real examples per class, as a number.
        resolution: The smallest step of an accuracy, 1 / test images.
        validation: Validation accuracies: they choose the best cheap arm where only one seed has
            both; without them nothing is compared with it there.
        rising: Cells whose curve was still rising when a training ended; where it is that of
            `original`, no difference is a finding.
        asked: Setting and size -> seeds asked for; where some have no result, neither.
        overlaps: Size -> test over training examples, where every seed has a split of its own
            (`over_seeds`); None: all seeds have the same test examples.
    """
    pairs = list(find_pairs(values, validation or {}))
    # What stands under two names, as where `original` is the one cheap arm, is one comparison.
    distinct = list({_identity(pair): pair for pair in pairs}.values())
    differences = [_difference(values, pair) for pair in distinct]
    found = over_seeds(
        [np.array(list(each.values())) for each in differences],
        [amounts[pair.cell.size] for pair in distinct],
        [(pair.cell.setting, pair.cell.arm) for pair in distinct],
        resolution=resolution,
        overlap=[(overlaps or {}).get(pair.cell.size, 0.0) for pair in distinct],
    )
    told = dict(
        zip(map(_identity, distinct), zip(differences, found, correct_for_all(found), strict=True))
    )
    return [
        Difference(
            pair=pair,
            values=each,
            found=over,
            corrected=corrected,
            is_settled=pair.cell._replace(arm=REFERENCE_ARM) not in rising,
            asked=(asked or {}).get((pair.cell.setting, pair.cell.size), 0),
        )
        for pair in pairs
        for each, over, corrected in (told[_identity(pair)],)
    ]


def _identity(pair: Pair) -> tuple[Cell, tuple[tuple[int, Cell], ...]]:
    """What is compared with what, whatever it is called."""
    return pair.cell, tuple(pair.against.items())


def _difference(values: Values, pair: Pair) -> dict[int, float]:
    """Seed -> difference of accuracies."""
    return {
        seed: values[pair.cell][seed] - values[other][seed] for seed, other in pair.against.items()
    }


def find_pairs(values: Values, validation: Values) -> Iterator[Pair]:
    """What is compared with what; seeds that lack one side are left out."""
    first = next((cell.setting for cell in values), "")
    for cell in values:
        if cell.arm != REFERENCE_ARM:
            yield from _pair(values, cell, REFERENCE_ARM, cell._replace(arm=REFERENCE_ARM))
        if cell.arm not in CHEAP_ARMS:
            against = best_cheap(values, validation, cell)
            if against:
                yield Pair(cell, BEST_CHEAP, against)
        if cell.arm in ARMS and ARMS[cell.arm].needs_gans:
            for floor in FLOOR_ARMS:
                yield from _pair(values, cell, floor, cell._replace(arm=floor))
        other = cell._replace(setting=first)
        # An arm that the varied option does not touch is the same to the last digit.
        if cell.setting != first and values.get(other) != values[cell]:
            yield from _pair(values, cell, first, other)


def _pair(values: Values, cell: Cell, name: str, other: Cell) -> Iterator[Pair]:
    seeds = _shared(values, (cell, other))
    if seeds:
        yield Pair(cell, name, {seed: other for seed in seeds})


def best_cheap(values: Values, validation: Values, cell: Cell) -> dict[int, Cell]:
    """For seeds of a cell the better cheap arm, chosen on the test figures of other seeds.

    All seeds that have every cheap arm of the place take part in the choice, those that the cell
    lacks too. Where there is one such seed alone, validation images choose; where they cannot, or
    a seed lacks a cheap arm, there is none. One cheap arm alone needs no choice.
    """
    cheap = [cell._replace(arm=arm) for arm in CHEAP_ARMS]
    cheap = [each for each in cheap if values.get(each)]
    seeds = _shared(values, cheap)
    if not seeds:
        return {}
    chosen: dict[int, Cell] = {}
    if len(cheap) == 1:
        chosen = dict.fromkeys(seeds, cheap[0])
    elif len(seeds) > 1:
        table = np.array([[values[each][seed] for seed in seeds] for each in cheap])
        chosen = {seed: cheap[row] for seed, row in zip(seeds, chosen_on_other_seeds(table))}
    elif _shared(validation, cheap) == seeds:
        chosen = {seeds[0]: max(cheap, key=lambda each: validation[each][seeds[0]])}
    return {seed: chosen[seed] for seed in seeds if seed in chosen and seed in values[cell]}


def _shared(values: Values, cells: Iterable[Cell]) -> list[int]:
    sets = [set(values.get(cell, {})) for cell in cells]
    return sorted(set.intersection(*sets)) if sets else []
