"""Every figure against the plainest version of it, and against answers known by hand."""

import math

import numpy as np
import pytest

from metrics import class_score, frechet_distance, kernel_distance, taken_for_share
from metrics.catalog import METRICS
from metrics.evidence import Evidence, Sample, joined
from metrics.sharpness import sharpness
from tests import references
from tests.metrics.samples import evidence, sample


def measure(name, found):
    module = pytest.importorskip(METRICS[name].module)
    return module.measure(found) if hasattr(module, "measure") else module.scores(found).mean()


def named(of, label, classes=4):
    """A sample of a class whose examples are named so."""
    probabilities = np.eye(classes)[list(of)]
    return Sample(np.zeros((len(of), 1)), probabilities, np.full(len(of), label))


@pytest.fixture
def features():
    """A maker of features as a ReLU layer gives them: float32 [n, 16], never negative."""

    def make(count: int, seed: int = 0, scale: float = 1.0) -> np.ndarray:
        values = np.random.default_rng(seed).normal(0, scale, (count, 16))
        return np.maximum(values, 0).astype(np.float32)

    return make


@pytest.mark.parametrize(
    ("of", "intended", "share"),
    [([2, 2, 2], 2, 1.0), ([0, 1, 0], 2, 0.0), ([1, 0, 1, 3], 1, 0.5), ([0, 1, 1], 0, 1 / 3)],
)
def test_gan_test_is_the_share_named_as_intended(of, intended, share):
    found = Evidence(named([0], 0), named(of, intended))
    assert measure("intended_class_share", found) == pytest.approx(share)


@pytest.mark.parametrize(
    ("of", "label", "share", "other"),
    [([2, 2, 2], 2, 0.0, -1), ([0, 1, 0, 2], 2, 0.5, 0), ([3, 3, 1, 0, 1, 1], 1, 1 / 3, 3)],
)
def test_the_other_class_that_is_named_most(of, label, share, other):
    found = Evidence(named([0], 0), named(of, label))
    assert measure("taken_for_share", found) == pytest.approx(share)
    assert taken_for_share.class_index(found) == other


def test_pairwise_ratio_is_that_of_plain_loops(features):
    real, drawn = features(12), features(9, seed=1, scale=0.4)
    expected = references.mean_pairwise_distance(drawn) / references.mean_pairwise_distance(real)
    assert measure("pairwise_distance_ratio", evidence(real, drawn)) == pytest.approx(expected)
    assert 0.2 < expected < 0.6


def test_nearest_ratio_is_that_of_plain_loops(features):
    real, drawn = features(12), features(9, seed=1, scale=0.4)
    to_real = references.median_nearest_distance(drawn, real, same=False)
    among_real = references.median_nearest_distance(real, real, same=True)
    found = measure("nearest_real_distance_ratio", evidence(real, drawn))
    assert found == pytest.approx(to_real / among_real)


def test_copies_and_a_single_image_have_the_ratios_that_they_should(features):
    real = features(30)
    assert measure("pairwise_distance_ratio", evidence(real, real[::-1])) == pytest.approx(1)
    copies = evidence(real, real[[3, 3, 17]])
    assert measure("nearest_real_distance_ratio", copies) == pytest.approx(0, abs=1e-6)
    one = evidence(real, np.repeat(features(1, seed=1), 8, axis=0))
    assert measure("pairwise_distance_ratio", one) == 0
    alike = evidence(np.repeat(features(1), 6, axis=0), features(5, seed=1))
    for name in ("pairwise_distance_ratio", "nearest_real_distance_ratio"):
        assert np.isnan(measure(name, alike))


def test_frechet_distance_of_known_normal_distributions():
    """Both samples are made to have these very means and covariances, in two dimensions."""
    rng = np.random.default_rng(0)

    def exactly(mean, deviations):
        white = rng.normal(size=(40, 2))
        white -= white.mean(axis=0)
        white = np.linalg.solve(np.linalg.cholesky(np.cov(white.T)), white.T).T
        return white * deviations + mean

    found = measure("frechet_distance", evidence(exactly([0, 0], [1, 2]), exactly([3, 4], [2, 2])))
    assert found == pytest.approx(25 + (1 - 2) ** 2 + (2 - 2) ** 2)


def test_frechet_distance_is_that_of_a_matrix_root():
    import scipy.linalg

    rng = np.random.default_rng(1)
    one, other = rng.normal(size=(50, 4)), rng.normal(size=(60, 4)) @ rng.normal(size=(4, 4)) + 1
    c1, c2 = np.cov(one.T), np.cov(other.T)
    expected = np.sum((one.mean(0) - other.mean(0)) ** 2) + np.trace(
        c1 + c2 - 2 * np.real(scipy.linalg.sqrtm(c1 @ c2))
    )
    assert frechet_distance.frechet(one, other) == pytest.approx(expected)
    assert frechet_distance.frechet(one, one) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_takes_a_component_for_ten_examples_and_says_when_there_are_too_few():
    rng = np.random.default_rng(2)
    real, drawn = rng.normal(size=(2, 19, 30))
    assert np.isnan(measure("frechet_distance", evidence(real, drawn)))
    real, drawn = rng.normal(size=(2, 400, 30))
    shifted = drawn + np.eye(30)[0] * 5
    whole = frechet_distance.frechet(real, shifted)
    assert measure("frechet_distance", evidence(real, shifted)) == pytest.approx(whole)
    few = measure("frechet_distance", evidence(real[:40], shifted[:40]))
    assert 20 < few < whole + 5  # the direction that tells them apart is among the four


def test_kernel_distance_is_that_of_plain_loops(features):
    real, drawn = features(7), features(5, seed=1, scale=0.5)

    def kernel(a, b):
        return (float(a.astype(float) @ b.astype(float)) / len(a) + 1) ** 3

    def mean(xs, ys, same):
        values = [
            kernel(x, y)
            for i, x in enumerate(xs)
            for j, y in enumerate(ys)
            if not (same and i == j)
        ]
        return sum(values) / len(values)

    expected = mean(real, real, True) + mean(drawn, drawn, True) - 2 * mean(real, drawn, False)
    assert measure("kernel_distance", evidence(real, drawn)) == pytest.approx(expected)


def test_kernel_distance_is_zero_on_average_and_its_interval_holds_that():
    rng = np.random.default_rng(3)
    found = [evidence(*rng.normal(size=(2, 60, 5))) for _ in range(60)]
    values = [measure("kernel_distance", each) for each in found]
    assert abs(np.mean(values)) < 3 * np.std(values) / math.sqrt(len(values))
    covered = [low < 0 < high for low, high in map(kernel_distance.interval, found)]
    assert np.mean(covered) > 0.9


def test_class_score_by_hand():
    assert class_score.score(np.full((5, 4), 0.25)) == pytest.approx(1)
    assert class_score.score(np.eye(4)) == pytest.approx(4)
    p = np.array([[0.9, 0.1], [0.3, 0.7]])
    mean = [0.6, 0.4]
    divergences = [sum(a * math.log(a / b) for a, b in zip(row, mean)) for row in p]
    assert class_score.score(p) == pytest.approx(math.exp(sum(divergences) / 2))


def test_two_sample_tests_tell_what_lies_apart_and_not_what_does_not():
    rng = np.random.default_rng(4)
    real, same, apart = rng.normal(size=(3, 200, 6))
    for name in ("two_sample_linear", "two_sample_neighbour"):
        assert 0.4 < measure(name, evidence(real, same)) < 0.6
        assert measure(name, evidence(real, apart + 5)) > 0.99
    # A shift of one deviation along one axis: the best rule is right with probability Phi(0.5).
    shifted = evidence(real, same + np.eye(6)[0])
    assert measure("two_sample_linear", shifted) == pytest.approx(0.69, abs=0.06)


def test_neighbours_of_copies_are_of_the_other_sort():
    real = np.random.default_rng(5).normal(size=(100, 6))
    assert measure("two_sample_neighbour", evidence(real, real + 1e-6)) == 0


def test_equal_numbers_are_told_apart():
    rng = np.random.default_rng(6)
    found = evidence(rng.normal(size=(100, 3)), rng.normal(size=(30, 3)))
    assert len(METRICS["two_sample_linear"].module) and found.examples == 30
    from metrics import two_sample_linear, two_sample_neighbour

    assert len(two_sample_linear.scores(found)) == len(two_sample_neighbour.scores(found)) == 60


def test_sharpness_is_that_of_plain_loops():
    image = np.random.default_rng(8).integers(0, 256, (4, 5, 1)).astype(np.uint8)
    padded = np.pad(image[..., 0].astype(float), 1, mode="edge")
    edges = [
        padded[i - 1, j] + padded[i + 1, j] + padded[i, j - 1] + padded[i, j + 1] - 4 * padded[i, j]
        for i in range(1, 5)
        for j in range(1, 6)
    ]
    expected = np.mean(np.square(edges)) / image.astype(float).var()
    assert sharpness(image[None]) == pytest.approx([expected])
    assert sharpness(np.full((1, 4, 4, 3), 7, np.uint8)) == [0]


def test_sharpness_ratio_is_of_medians_and_of_images_alone():
    real, drawn = sample(np.zeros((3, 1))), sample(np.zeros((3, 1)))
    assert np.isnan(measure("sharpness_ratio", Evidence(real, drawn)))
    sharp = [Sample(s.features, s.probabilities, s.labels, v) for s, v in (
        (real, np.array([1.0, 2.0, 9.0])), (drawn, np.array([0.5, 1.0, 7.0])))]  # fmt: skip
    assert measure("sharpness_ratio", Evidence(*sharp)) == pytest.approx(0.5)
    assert joined([sharp[0], real]).sharpness is None
    assert joined(sharp).sharpness.tolist() == [1, 2, 9, 0.5, 1, 7]
