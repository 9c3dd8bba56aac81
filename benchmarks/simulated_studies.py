"""Studies made up at random, whose truth is known: how often is a study right?

    python -m benchmarks.simulated_studies --studies 2000

prints for each kind of study how often the 95 % intervals cover the truth, how often a planted
effect of 3 points is found, and how many studies without any effect say "better" or "worse".
docs/method.md has the figures. What is assumed: the difference of two arms has a standard deviation
over seeds (subset, GAN and classifier) of 1.0, 0.7, 0.5 and 0.4 points at 10, 25, 50 and 100 images
per class, times a factor of each arm and size (log-normal, 0.3); a part that all arms of a seed
share does not count; every accuracy is a binomial share of 10,000 test images.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from arms.catalog import REFERENCE_ARM
from studies.differences import BEST_CHEAP, CHEAP_ARMS, Cell, Difference, Values, compare

# Images per class -> accuracy of `original` and SD of a difference over seeds, in percent.
USUAL = {10: (85.0, 1.0), 25: (91.0, 0.7), 50: (94.0, 0.5), 100: (96.0, 0.4)}
SHARED_SD = 1.0  # points, of all arms of a seed
TEST_IMAGES = 10_000


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of simulated study."""

    seeds: int = 5
    arms: int = 7
    """With the two cheap ones."""
    effect: float = 0.0
    """Points that the first GAN arm gains at the smallest size."""
    augmented: float = 0.0
    """Points that `augmented` gains everywhere."""
    spread: float = 1.0
    """Factor of all standard deviations."""
    variety: float = 0.3
    """SD of the logarithm of an arm's own factor."""
    tails: float = float("inf")
    """Degrees of freedom of the t distribution that seeds follow; infinite: normal."""


def arm_names(count: int) -> list[str]:
    """The cheap arms and as many others as it takes."""
    return [*CHEAP_ARMS, *(f"arm {index}" for index in range(count - len(CHEAP_ARMS)))]


def simulate(kind: Kind, random: np.random.Generator) -> tuple[Values, dict[Cell, float]]:
    """One study: accuracies, and the true one of each cell (0..1)."""
    values: dict[Cell, dict[int, float]] = {}
    truth: dict[Cell, float] = {}
    for size, (level, difference_sd) in USUAL.items():
        shared = SHARED_SD * random.standard_normal(kind.seeds)
        for arm in arm_names(kind.arms):
            gain = kind.augmented if arm == CHEAP_ARMS[1] else 0.0
            gain += kind.effect if (arm, size) == ("arm 0", min(USUAL)) else 0.0
            factor = np.exp(kind.variety * random.standard_normal())
            sd = kind.spread * factor * difference_sd / np.sqrt(2)
            own = sd * _noise(kind, random)
            share = np.clip((level + gain + shared + own) / 100, 0.0, 1.0)
            cell = Cell("", str(size), arm)
            truth[cell] = (level + gain) / 100
            counts = random.binomial(TEST_IMAGES, share)
            values[cell] = dict(enumerate((counts / TEST_IMAGES).tolist()))
    return values, truth


def _noise(kind: Kind, random: np.random.Generator) -> np.ndarray:
    if np.isinf(kind.tails):
        return random.standard_normal(kind.seeds)
    scale = np.sqrt((kind.tails - 2) / kind.tails)  # variance 1
    return scale * random.standard_t(kind.tails, kind.seeds)


def true_difference(difference: Difference, truth: dict[Cell, float]) -> float:
    """What a comparison would show with endless seeds and images."""
    cell, reference, _ = difference.pair
    if reference == BEST_CHEAP:
        return truth[cell] - max(truth[cell._replace(arm=arm)] for arm in CHEAP_ARMS)
    return truth[cell] - truth[cell._replace(arm=REFERENCE_ARM)]


@dataclass
class Tally:
    """How often studies of one kind were right."""

    studies: int = 0
    comparisons: int = 0
    covered: int = 0
    all_covered: int = 0
    """Studies, every corrected interval of which covers the truth."""
    false_words: int = 0
    """Studies that say "better" or "worse" where there is nothing, or the wrong one."""
    better: int = 0
    """Studies that say "better" where there is nothing."""
    found: int = 0
    """Studies that call the planted effect better than the best cheap arm."""

    def add(self, differences: list[Difference], truth: dict[Cell, float], kind: Kind) -> None:
        """Count one study."""
        self.studies += 1
        right, false, better = True, False, False
        for each in differences:
            true = true_difference(each, truth)
            interval, corrected = each.found.interval(), each.corrected
            assert interval is not None and corrected is not None
            self.comparisons += 1
            self.covered += interval[0] <= true <= interval[1]
            right &= corrected.low <= true <= corrected.high
            false |= corrected.direction != 0 and corrected.direction != np.sign(round(true, 9))
            better |= each.verdict == "better" and true <= 1e-9
            planted = each.pair.cell == Cell("", str(min(USUAL)), "arm 0")
            if kind.effect and planted and each.pair.reference == BEST_CHEAP:
                self.found += each.verdict == "better"
        self.all_covered += right
        self.false_words += bool(false)
        self.better += bool(better)


def run(kind: Kind, studies: int, seed: int = 0) -> Tally:
    """Simulate and count."""
    random = np.random.default_rng(seed)
    amounts = {str(size): float(size) for size in USUAL}
    tally = Tally()
    for _ in range(studies):
        values, truth = simulate(kind, random)
        tally.add(compare(values, amounts, resolution=1 / TEST_IMAGES), truth, kind)
    return tally


def kinds() -> Iterator[Kind]:
    """What the table of docs/method.md has."""
    for seeds in (3, 5):
        for arms in (3, 7, 12):
            yield Kind(seeds=seeds, arms=arms)
            yield Kind(seeds=seeds, arms=arms, effect=3.0)
    yield Kind(augmented=0.5, effect=3.5)
    yield Kind(augmented=3.0, effect=6.0)
    yield Kind(spread=2.0, effect=3.0)
    yield Kind(variety=0.0)
    yield Kind(variety=0.6)
    yield Kind(tails=4.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    count = parser.parse_args().studies
    headings = ("study", "intervals cover", "all corrected cover", "any false word")
    print("|", " | ".join((*headings, "false “better”", "3 points found")), "|")
    print("|---|---|---|---|---|---|")
    for kind in kinds():
        tally = run(kind, count)
        rates = [tally.covered / tally.comparisons, tally.all_covered / count]
        rates += [tally.false_words / count, tally.better / count]
        rates += [tally.found / count] if kind.effect else []
        print("|", " | ".join([str(kind), *(f"{rate:.1%}" for rate in rates)]), "|", flush=True)


if __name__ == "__main__":
    main()
