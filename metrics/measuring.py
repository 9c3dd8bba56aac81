"""Every metric beside its floors: what real examples get in the place of drawn ones.

A floor is of samples as large as those behind the value: the Frechet distance, and every figure by
neighbours, depends on their size.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.catalog import METRICS, Bounds
from metrics.evidence import NAN, Evidence, Sample, joined

MOST_OF_A_CLASS = 1000
MOST_OVERALL = 3000
"""Examples of each sample: distances between all pairs are looked at."""
HELD_OUT_DRAWS = 2
"""Draws of held-out examples; the first stands for the floor, all of them for its range."""
SPLITS = 3
"""Random splits of the compared real examples in two."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A metric of one class, or of all classes together, and its floors."""

    value: float
    """NaN: it has none, or there are too few examples."""
    interval: Bounds | None = None
    """95 %, of the choice of examples."""
    held_out: float = NAN
    """Of held-out real examples in the place of drawn ones, as many."""
    floors: Bounds | None = None
    """Lowest and highest of what real examples got: held-out ones in all draws, and disjoint halves
    of the real ones that drawn examples are compared with, where these are as large."""
    examples: int = 0
    """Of each of the two samples behind `value`, `held_out` and `floors`."""
    floor_examples: int = 0
    """Of each of the two disjoint samples of real examples; 0: they would be smaller and have no
    part in the floors."""
    class_index: int = -1
    """The class that the value is about, where it is about one."""


@dataclass(frozen=True)
class ClassSamples:
    """One class: what is compared, and what it is compared with."""

    real: Sample
    """Real training examples that the judge has not learned from."""
    drawn: Sample
    held_out: Sample
    """Real test examples."""


def measure_class(samples: ClassSamples, seed: int, kind: str = "images") -> dict[str, Measured]:
    """The metrics of one class of examples of a kind, by its name."""
    names = [name for name, row in METRICS.items() if row.per_class and row.suits(kind)]
    return _measure([samples], MOST_OF_A_CLASS, names, seed)


def measure_overall(
    classes: Sequence[ClassSamples], seed: int, kind: str = "images"
) -> dict[str, Measured]:
    """The metrics of all classes together; each has the same share of every sample."""
    names = [name for name, row in METRICS.items() if row.overall and row.suits(kind)]
    return _measure(classes, MOST_OVERALL // len(classes), names, seed)


def _measure(
    classes: Sequence[ClassSamples], most: int, names: Iterable[str], seed: int
) -> dict[str, Measured]:
    rng = np.random.default_rng(seed)
    has_held_out = all(len(each.held_out) for each in classes)
    sizes = [_size(each, has_held_out, most) for each in classes]
    evidence = next(_comparisons([each.drawn for each in classes], classes, sizes, rng, seed))
    held_out: list[Evidence] = []
    if has_held_out:
        draws = _comparisons([each.held_out for each in classes], classes, sizes, rng, seed)
        held_out = [next(draws) for _ in range(HELD_OUT_DRAWS)]
    split: list[Evidence] = []
    if all(2 * size <= len(each.real) for each, size in zip(classes, sizes)):
        split = [_split(classes, sizes, rng, seed) for _ in range(SPLITS)]
    return {name: _beside_floors(name, evidence, held_out, split) for name in names}


def _size(samples: ClassSamples, has_held_out: bool, most: int) -> int:
    """How many of a class each sample has: as many as there are of the fewest.

    Where nothing is held out the floors are of disjoint halves of the real examples alone: then
    the value is of no more than a half.
    """
    floor = len(samples.held_out) if has_held_out else len(samples.real) // 2
    return min(len(samples.real), len(samples.drawn), floor, most)


def _beside_floors(
    name: str, evidence: Evidence, held_out: Sequence[Evidence], split: Sequence[Evidence]
) -> Measured:
    row = METRICS[name]
    of_held_out = [row.measure(each) for each in held_out]
    floors = [value for value in (*of_held_out, *map(row.measure, split)) if value == value]
    read = row.reading(evidence)
    return Measured(
        value=read.value,
        interval=read.interval,
        held_out=of_held_out[0] if of_held_out else NAN,
        floors=(min(floors), max(floors)) if floors else None,
        examples=evidence.examples,
        floor_examples=split[0].examples if split else 0,
        class_index=read.class_index,
    )


def _comparisons(
    others: Sequence[Sample],
    classes: Sequence[ClassSamples],
    sizes: Sequence[int],
    rng: np.random.Generator,
    seed: int,
) -> Iterator[Evidence]:
    """Random examples against random real ones, as many of each class, again and again."""
    while True:
        real = [_some(each.real, size, rng) for each, size in zip(classes, sizes)]
        drawn = [_some(other, size, rng) for other, size in zip(others, sizes)]
        yield Evidence(joined(real), joined(drawn), seed)


def _split(
    classes: Sequence[ClassSamples], sizes: Sequence[int], rng: np.random.Generator, seed: int
) -> Evidence:
    """Two disjoint samples of the real examples, as large as the others."""
    one, other = [], []
    for each, size in zip(classes, sizes):
        rows = rng.permutation(len(each.real))
        one.append(each.real.take(rows[:size]))
        other.append(each.real.take(rows[size : 2 * size]))
    return Evidence(joined(one), joined(other), seed)


def _some(sample: Sample, count: int, rng: np.random.Generator) -> Sample:
    rows: npt.NDArray[np.int64] = rng.permutation(len(sample))[:count]
    return sample.take(rows)
