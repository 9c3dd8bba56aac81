"""Precision, recall, density and coverage against prdc; their clipped forms against plain loops."""

import numpy as np
import pytest
import scipy.stats
from prdc import compute_prdc

from metrics import clipped_coverage, clipped_density, coverage, density, precision, recall
from metrics.neighbours import K
from tests.metrics.samples import evidence

MEAN = {"precision": precision, "recall": recall, "density": density, "coverage": coverage}


@pytest.fixture(scope="module", params=[(60, 60, 0.0), (80, 55, 1.0), (2100, 40, 0.3)])
def pair(request):
    """Real and drawn features, alike or shifted; more real ones than are looked at at once."""
    n, m, shift = request.param
    rng = np.random.default_rng(n)
    return rng.normal(size=(n, 4)), rng.normal(size=(m, 4)) + shift


@pytest.mark.parametrize("name", MEAN)
def test_they_are_those_of_prdc(pair, name, capsys):
    expected = compute_prdc(*pair, nearest_k=K)[name]
    assert MEAN[name].scores(evidence(*pair)).mean() == pytest.approx(expected)


def distances(one, other):
    return [[float(np.linalg.norm(a - b)) for b in other] for a in one]


def radii_of(real):
    """Distance of the fifth nearest other example, of each."""
    return [sorted(row)[K] for row in distances(real, real)]  # the nearest is itself


def test_clipped_density_is_that_of_plain_loops():
    rng = np.random.default_rng(1)
    real, drawn = rng.normal(size=(60, 3)), rng.normal(size=(50, 3)) * 1.5
    radii = radii_of(real)
    clipped = [min(radius, float(np.median(radii))) for radius in radii]
    among = distances(real, real)

    def fullness(columns, own):
        """How full of balls each column is; an example is not in its own."""
        found = []
        for j in range(columns):
            balls = sum(
                own[i][j] <= clipped[i] * (1 + 1e-12)
                for i in range(60)
                if own is not among or i != j
            )
            found.append(min(balls / K, 1.0))
        return sum(found) / columns

    expected = fullness(50, distances(real, drawn)) / fullness(60, among)
    assert 0.2 < expected < 0.9
    assert clipped_density.measure(evidence(real, drawn)) == pytest.approx(expected)


@pytest.mark.parametrize(("real", "drawn"), [(20, 30), (60, 7)])
def test_the_expected_fullness_is_that_of_the_beta_binomial_distribution(real, drawn):
    found = clipped_coverage.expected_fullness(real, drawn)
    for good in range(drawn + 1):
        law = scipy.stats.betabinom(good, K, real - K)
        expected = sum(min(j, K) / K * law.pmf(j) for j in range(good + 1))
        assert found[good] == pytest.approx(expected, abs=1e-12)


def test_clipped_coverage_is_that_of_plain_loops():
    rng = np.random.default_rng(2)
    real, drawn = rng.normal(size=(60, 3)), rng.normal(size=(50, 3)) + 0.7
    to_drawn, radii = distances(real, drawn), radii_of(real)
    full = np.mean([min(sum(d < r for d in row), K) / K for row, r in zip(to_drawn, radii)])
    expected = clipped_coverage.expected_fullness(60, 50)
    above = int(np.searchsorted(expected, full))
    found = clipped_coverage.measure(evidence(real, drawn))
    assert (above - 1) / 50 <= found <= above / 50 and 0.1 < found < 0.9


@pytest.mark.parametrize("good", [1.0, 0.7, 0.4, 0.1])
def test_clipped_figures_read_as_the_share_of_good_examples(good):
    """The property that they are made for (Salvy et al., figure 1): bad ones are far away."""
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        real, drawn = rng.normal(size=(2, 400, 4))
        drawn[round(good * 400) :] += 100
        found.append(
            [m.measure(evidence(real, drawn)) for m in (clipped_density, clipped_coverage)]
        )
    assert np.mean(found, axis=0) == pytest.approx([good, good], abs=0.06)


def test_a_real_outlier_makes_bad_examples_no_better():
    rng = np.random.default_rng(3)
    real, bad = rng.normal(size=(200, 4)), rng.normal(size=(200, 4)) + 10
    real[0] += 20  # its ball holds all the bad ones
    found = evidence(real, bad)
    assert precision.scores(found).mean() == 1
    assert clipped_density.measure(found) == 0
