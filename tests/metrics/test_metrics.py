import numpy as np
import pytest

from metrics import nearest_real_distance_ratio as nearest
from metrics import pairwise_distance_ratio as pairwise
from metrics.catalog import METRICS
from metrics.evidence import Evidence
from tests import references

NOBODY = np.empty(0, int)


def pairwise_distance_ratio(real, drawn):
    return METRICS["pairwise_distance_ratio"].measure(Evidence(real, drawn, NOBODY, 0))


def nearest_real_distance_ratio(real, drawn):
    return METRICS["nearest_real_distance_ratio"].measure(Evidence(real, drawn, NOBODY, 0))


def intended_class_share(named, intended):
    nothing = np.empty((0, 1))
    return METRICS["intended_class_share"].measure(Evidence(nothing, nothing, named, intended))


@pytest.fixture
def features():
    """A maker of features as a ReLU layer gives them: float32 [n, 16], never negative."""

    def make(count: int, seed: int = 0, scale: float = 1.0) -> np.ndarray:
        values = np.random.default_rng(seed).normal(0, scale, (count, 16))
        return np.maximum(values, 0).astype(np.float32)

    return make


@pytest.mark.parametrize(
    ("named", "intended", "share"),
    [([2, 2, 2], 2, 1.0), ([0, 1, 0], 2, 0.0), ([1, 0, 1, 3], 1, 0.5), ([0, 1, 1], 0, 1 / 3)],
)
def test_intended_class_share(named, intended, share):
    assert intended_class_share(np.array(named), intended) == pytest.approx(share)


def test_pairwise_ratio_is_that_of_plain_loops(features):
    real, drawn = features(12), features(9, seed=1, scale=0.4)
    expected = references.mean_pairwise_distance(drawn) / references.mean_pairwise_distance(real)
    assert pairwise_distance_ratio(real, drawn) == pytest.approx(expected)
    assert 0.2 < expected < 0.6


def test_nearest_ratio_is_that_of_plain_loops(features):
    real, drawn = features(12), features(9, seed=1, scale=0.4)
    to_real = references.median_nearest_distance(drawn, real, same=False)
    among_real = references.median_nearest_distance(real, real, same=True)
    assert nearest_real_distance_ratio(real, drawn) == pytest.approx(to_real / among_real)


def test_the_real_images_themselves_are_as_varied_and_are_copies(features):
    real = features(30)
    assert pairwise_distance_ratio(real, real) == 1
    assert pairwise_distance_ratio(real, real[::-1]) == pytest.approx(1)
    assert nearest_real_distance_ratio(real, real[[3, 3, 17]]) == pytest.approx(0, abs=1e-6)


def test_a_single_image_repeated_has_no_variety(features):
    real = features(30)
    assert pairwise_distance_ratio(real, np.repeat(features(1, seed=1), 8, axis=0)) == 0


def test_features_twice_as_far_apart_have_twice_the_ratio(features):
    real = features(30)
    assert pairwise_distance_ratio(real, 2 * real) == pytest.approx(2)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_images_have_no_ratio(features, count):
    some, few = features(5), features(count, seed=1)
    assert np.isnan(pairwise_distance_ratio(some, few))
    assert np.isnan(pairwise_distance_ratio(few, some))
    assert np.isnan(nearest_real_distance_ratio(few, some))
    assert np.isnan(nearest_real_distance_ratio(some, few)) == (count == 0)


def test_real_images_without_any_distance_have_no_ratio(features):
    alike, drawn = np.repeat(features(1), 6, axis=0), features(5, seed=1)
    assert np.isnan(pairwise_distance_ratio(alike, drawn))
    assert np.isnan(nearest_real_distance_ratio(alike, drawn))


def test_the_first_images_are_compared_and_all_real_ones_are_looked_through(features, monkeypatch):
    for module in (pairwise, nearest):
        monkeypatch.setattr(module, "COMPARED_EXAMPLES", 10)
    real, drawn = features(40), features(25, seed=1)
    assert pairwise_distance_ratio(real, drawn) == pairwise_distance_ratio(real[:10], drawn[:10])
    expected = references.median_nearest_distance(
        drawn[:10], real, same=False
    ) / references.median_nearest_distance(real[:10], real, same=True)
    assert nearest_real_distance_ratio(real, drawn) == pytest.approx(expected)
