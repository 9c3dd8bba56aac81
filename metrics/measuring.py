"""Every metric beside its floors: what real examples get in the place of drawn ones."""

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
    of the real ones that drawn examples are compared with."""
    examples: int = 0
    """Of each of the two samples behind `value` and `held_out`."""
    floor_examples: int = 0
    """Of each of the two disjoint samples of real examples."""
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

    @property
    def equal(self) -> int:
        """How many there are of the fewest; where none is held out, of the other two."""
        sizes = [len(self.real), len(self.drawn), len(self.held_out) or len(self.real)]
        return min(sizes)


def measure_class(samples: ClassSamples, seed: int) -> dict[str, Measured]:
    """The metrics of one class."""
    names = [name for name, row in METRICS.items() if row.per_class]
    return _measure([samples], [min(samples.equal, MOST_OF_A_CLASS)], names, seed)


def measure_overall(classes: Sequence[ClassSamples], seed: int) -> dict[str, Measured]:
    """The metrics of all classes together; each has the same share of every sample."""
    names = [name for name, row in METRICS.items() if row.overall]
    most = MOST_OVERALL // len(classes)
    return _measure(classes, [min(each.equal, most) for each in classes], names, seed)


def _measure(
    classes: Sequence[ClassSamples], sizes: Sequence[int], names: Iterable[str], seed: int
) -> dict[str, Measured]:
    rng = np.random.default_rng(seed)
    evidence = next(_comparisons([each.drawn for each in classes], classes, sizes, rng, seed))
    held_out: list[Evidence] = []
    if all(len(each.held_out) for each in classes):
        draws = _comparisons([each.held_out for each in classes], classes, sizes, rng, seed)
        held_out = [next(draws) for _ in range(HELD_OUT_DRAWS)]
    split = [_split(classes, sizes, rng, seed) for _ in range(SPLITS)]
    return {name: _beside_floors(name, evidence, held_out, split) for name in names}


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
        floor_examples=split[0].examples,
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
    """Two disjoint samples of the real examples, as large as the others or as there are."""
    one, other = [], []
    for each, size in zip(classes, sizes):
        rows = rng.permutation(len(each.real))
        count = min(size, len(rows) // 2)
        one.append(each.real.take(rows[:count]))
        other.append(each.real.take(rows[count : 2 * count]))
    return Evidence(joined(one), joined(other), seed)


def _some(sample: Sample, count: int, rng: np.random.Generator) -> Sample:
    rows: npt.NDArray[np.int64] = rng.permutation(len(sample))[:count]
    return sample.take(rows)
