"""Faults of a known size move the figure that should catch them; honest samples move none."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from metrics.catalog import METRICS
from metrics.measuring import ClassSamples, measure_class
from tests.metrics.samples import Digits, evidence, mixture, sample

SEEDS = range(4)
COUNT = 600
FAR_OFF = 60.0


def mean_of(name, fault):
    """A figure of drawn examples that a fault was planted in, averaged over a few seeds."""
    values = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        real, drawn = mixture(rng, COUNT), fault(rng)
        values.append(METRICS[name].measure(evidence(real, drawn)))
    return float(np.mean(values))


def honest(rng):
    return mixture(rng, COUNT)


@pytest.mark.parametrize("kept", [8, 5, 2])
@pytest.mark.parametrize("name", ["recall", "coverage"])
def test_dropped_modes_lower_recall_and_coverage_by_their_share(name, kept):
    floor = mean_of(name, honest)
    found = mean_of(name, lambda rng: mixture(rng, COUNT, modes=kept))
    assert found == pytest.approx(kept / 10 * floor, abs=0.04)


def test_dropped_modes_lower_clipped_coverage_by_their_share_and_leave_density_alone():
    found = mean_of("clipped_coverage", lambda rng: mixture(rng, COUNT, modes=5))
    assert found == pytest.approx(0.5, abs=0.15)
    for name in ("precision", "clipped_density"):
        kept = mean_of(name, lambda rng: mixture(rng, COUNT, modes=5))
        assert kept == pytest.approx(mean_of(name, honest), abs=0.05)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_examples_that_are_noise_lower_precision_and_clipped_density_by_their_share(share):
    def noisy(rng):
        drawn = mixture(rng, COUNT)
        bad = rng.permutation(COUNT)[: round(share * COUNT)]
        drawn[bad] = FAR_OFF * rng.normal(size=(len(bad), 8))
        return drawn

    for name in ("precision", "clipped_density"):
        floor = mean_of(name, honest)
        assert mean_of(name, noisy) == pytest.approx((1 - share) * floor, abs=0.05)
    name = "two_sample_neighbour"
    assert mean_of(name, noisy) > mean_of(name, honest) + 0.15 * share


def test_noise_on_all_examples_grows_with_its_size_in_every_distance():
    def noise(size):
        return lambda rng: mixture(rng, COUNT) + size * rng.normal(size=(COUNT, 8))

    for name in ("frechet_distance", "nearest_real_distance_ratio", "two_sample_neighbour"):
        values = [mean_of(name, noise(size)) for size in (0, 1, 3)]
        assert values == sorted(values) and values[2] > 1.1 * values[0]
    values = [mean_of("density", noise(size)) for size in (0, 1, 3)]
    assert values == sorted(values, reverse=True) and values[2] < 0.3


def test_copies_are_below_what_chance_gives_and_lie_on_real_ones():
    copies, floors = {}, {}
    for name in ("two_sample_neighbour", "nearest_real_distance_ratio"):
        values = []
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            real = mixture(rng, COUNT)
            some = real.copy()
            some[: COUNT // 2] = mixture(rng, COUNT // 2)
            values.append(METRICS[name].measure(evidence(real, some[::-1])))
        copies[name], floors[name] = np.mean(values), mean_of(name, honest)
    assert copies["two_sample_neighbour"] < floors["two_sample_neighbour"] - 0.1
    assert copies["nearest_real_distance_ratio"] < 0.5 * floors["nearest_real_distance_ratio"]


def test_an_honest_sample_stays_near_its_floor_in_every_figure():
    """Its distance from the floors is a few times their own range, for any figure."""
    far = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        parts = [sample(mixture(rng, count)) for count in (500, 250, 250)]
        for name, found in measure_class(ClassSamples(*parts), seed).items():
            if found.floors is None:
                assert name == "sharpness_ratio"
                continue
            low, high = found.floors
            slack = 2 * (high - low) + 1e-9
            far.append(not low - slack <= found.value <= high + slack)
            assert found.examples == found.floor_examples == 250
    assert len(far) > 50 and np.mean(far) < 0.05


DIGITS = Digits.load()


def figures(label, fault, seed=0):
    return measure_class(DIGITS.samples(label, seed, fault), seed)


def below(found, name):
    return found[name].value < found[name].floors[0]


def above(found, name):
    return found[name].value > found[name].floors[1]


def test_faults_of_real_images_are_seen_as_pixels():
    """A light pass over pixels of digits: the right figure, the right way."""
    rng = np.random.default_rng(0)
    label, other = 3, 8

    def mixed(images):
        strangers = DIGITS.parts(other, 1)[2]
        return np.concatenate([images[: len(images) // 2], strangers[: len(images) // 2]])

    found = figures(label, mixed)
    assert found["intended_class_share"].value == pytest.approx(0.5, abs=0.1)
    assert found["taken_for_share"].class_index == other
    assert found["taken_for_share"].value == pytest.approx(0.5, abs=0.1)

    blurred = figures(label, lambda images: gaussian_filter(images, (0, 0.8, 0.8, 0)))
    assert below(blurred, "sharpness_ratio") and below(blurred, "pairwise_distance_ratio")

    noisy = figures(label, lambda images: images + 4 * rng.normal(size=images.shape))
    for name in ("sharpness_ratio", "nearest_real_distance_ratio"):
        assert above(noisy, name)

    one = figures(label, lambda images: images[:1] + 0.1 * rng.normal(size=images.shape))
    assert below(one, "pairwise_distance_ratio") and above(one, "two_sample_neighbour")
