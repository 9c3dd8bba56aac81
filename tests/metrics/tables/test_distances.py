"""Distances of columns and of pairs, and associations, against loops and other libraries."""

import numpy as np
import pytest
from scipy import stats

from metrics.catalog import METRICS
from metrics.tables.association import (
    association,
    correlation,
    correlation_ratio,
    correlations,
    cramers_v,
)
from metrics.tables.column_distance import column_distances
from metrics.tables.columns import Columns, Table
from metrics.tables.pair_distance import pair_distances
from tests.metrics.tables.made import MIXED, evidence_of, independent, mixed_rows

NAN = float("nan")


def table(*columns, sizes):
    return Table(np.array(columns, float).T, Columns(sizes))


def test_distances_of_columns_by_hand():
    real = table([1, 2, 3, 4], [1, 2, NAN, 4], [0, 0, 1, NAN], sizes=(0, 0, 2))
    drawn = table([3, 4, 5, 6], [1, NAN, NAN, NAN], [0, 1, 1, 1], sizes=(0, 0, 2))
    # All of 1 and 2 lie below the drawn ones; 1 of 3 is drawn alone, more are gaps; 0.25 + 0.5 of
    # the shares have moved.
    assert column_distances(real, drawn) == pytest.approx([0.5, 2 / 3, 0.5])
    assert column_distances(real, real).tolist() == [0, 0, 0]
    nothing = table([NAN] * 4, [NAN] * 4, [NAN] * 4, sizes=(0, 0, 2))
    assert column_distances(real, nothing) == pytest.approx([1.0, 0.75, 0.75])
    assert column_distances(nothing, nothing).tolist() == [0, 0, 0]


def test_distances_of_columns_are_those_of_plain_loops():
    real, drawn = mixed_rows(40, 0), mixed_rows(30, 1)
    drawn[:, 0] *= 1.5
    found = column_distances(Table(real, MIXED), Table(drawn, MIXED))
    for column in (0, 1):
        one, other = real[:, column], drawn[:, column]
        places = [x for x in np.concatenate([one, other]) if x == x]
        steps = [
            abs(
                np.mean([a <= x for a in one if a == a])
                - np.mean([b <= x for b in other if b == b])
            )
            for x in places
        ]
        gaps = abs(np.isnan(one).mean() - np.isnan(other).mean())
        assert found[column] == pytest.approx(max(*steps, gaps))
    for column, size in ((2, 3), (3, 2)):
        differences = [
            abs((real[:, column] == code).mean() - (drawn[:, column] == code).mean())
            for code in range(size)
        ]
        assert found[column] == pytest.approx(sum(differences) / 2)


def test_correlations_leave_out_rows_with_gaps():
    rows = mixed_rows(60, 2)
    there = ~np.isnan(rows[:, 1])
    x, y = rows[there, 0], rows[there, 1]
    assert correlation(rows[:, 0], rows[:, 1]) == pytest.approx(stats.pearsonr(x, y).statistic)
    spearman = correlation(rows[:, 0], rows[:, 1], "spearman")
    assert spearman == pytest.approx(stats.spearmanr(x, y).statistic)
    assert correlation(np.ones(4), np.arange(4.0)) == 0
    assert correlation(np.array([1, NAN]), np.array([NAN, 2.0])) == 0


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlations_of_many_columns_are_those_of_each_pair(method):
    values = np.random.default_rng(3).normal(size=(40, 5))
    values[:, 1] += values[:, 0]
    values[3:9, 2] = NAN
    values[:, 3] = 1.0
    found = correlations(values, method)
    pairs = [[correlation(a, b, method) for b in values.T] for a in values.T]
    np.fill_diagonal(expected := np.array(pairs), 1.0)
    assert found == pytest.approx(expected, abs=1e-12) and found[0, 1] > 0.5
    assert (correlations(values[:1], method) == np.eye(5)).all()


def test_cramers_v_is_that_of_its_formula_and_zero_on_average_where_independent():
    codes = mixed_rows(80, 3)[:, 2:].astype(int)
    counts = np.array([[np.sum((codes == (a, b)).all(axis=1)) for b in (0, 1)] for a in (0, 1, 2)])
    chi2 = stats.chi2_contingency(counts, correction=False).statistic
    phi2 = max(0, chi2 / 80 - 2 * 1 / 79)
    expected = np.sqrt(phi2 / min(3 - 4 / 79 - 1, 2 - 1 / 79 - 1))
    assert cramers_v(*codes.T) == pytest.approx(expected) and expected > 0.3
    rng = np.random.default_rng(4)
    independent_ones = [cramers_v(*rng.integers(0, 6, (2, 50))) for _ in range(200)]
    uncorrected = np.sqrt(25 / 49 / 5)  # what the mean of chi2 would give: 0.32
    assert np.mean(independent_ones) < 0.4 * uncorrected
    same = rng.integers(0, 4, 100)
    assert cramers_v(same, 3 - same) == pytest.approx(1, abs=0.01)
    assert cramers_v(same, np.zeros(100, int)) == 0


def test_the_correlation_ratio_is_the_root_of_what_the_means_of_groups_explain():
    rows = mixed_rows(70, 5)
    there = ~np.isnan(rows[:, 1])
    codes, numbers = rows[there, 2].astype(int), rows[there, 1]
    means = np.array([numbers[codes == code].mean() for code in range(3)])[codes]
    explained = np.corrcoef(means, numbers)[0, 1]
    assert correlation_ratio(rows[:, 2].astype(int), rows[:, 1]) == pytest.approx(explained)
    assert correlation_ratio(codes, np.zeros(len(codes))) == 0
    assert correlation_ratio(np.zeros(2, int), np.array([NAN, NAN])) == 0


def test_associations_of_every_sort_of_pair():
    rows = mixed_rows(90, 6)
    found = association(Table(rows, MIXED), "pearson")
    assert np.array_equal(found, found.T) and found.diagonal().tolist() == [1] * 4
    assert found[0, 1] == correlation(rows[:, 0], rows[:, 1])
    assert found[2, 3] == pytest.approx(cramers_v(*rows[:, 2:].astype(int).T))
    assert found[1, 2] == found[2, 1] == correlation_ratio(rows[:, 2].astype(int), rows[:, 1])
    assert (found[np.triu_indices(4, 1)] > 0.3).all()
    apart = association(Table(independent(rows, 7), MIXED))
    assert np.abs(apart[np.triu_indices(4, 1)]).max() < 0.3


def test_distances_of_pairs_of_every_sort():
    real, drawn = Table(mixed_rows(50, 8), MIXED), Table(independent(mixed_rows(50, 9), 1), MIXED)
    found = pair_distances(real, drawn)
    assert np.array_equal(found, found.T) and not found.diagonal().any()
    one, other = (correlation(t.values[:, 0], t.values[:, 1]) for t in (real, drawn))
    assert found[0, 1] == pytest.approx(abs(one - other) / 2)
    one, other = (correlation_ratio(t.codes(3), t.values[:, 0]) for t in (real, drawn))
    assert found[0, 3] == pytest.approx(abs(one - other))
    cells = [[(t.values[:, 2:] == (a, b)).all(axis=1).mean() for a in range(3) for b in range(2)]
             for t in (real, drawn)]  # fmt: skip
    assert found[2, 3] == pytest.approx(np.abs(np.subtract(*cells)).sum() / 2)
    assert not pair_distances(real, real).any()


@pytest.mark.parametrize("name", ["pair_distance", "association_distance"])
def test_what_independent_columns_lose_is_seen_in_pairs_alone(name):
    real, same = mixed_rows(600, 10), mixed_rows(600, 11)
    apart = independent(same, 0)
    columns, pairs = METRICS["column_distance"], METRICS[name]
    assert columns.measure(evidence_of(real, apart)) == columns.measure(evidence_of(real, same))
    assert pairs.measure(evidence_of(real, same)) < 0.1
    assert pairs.measure(evidence_of(real, apart)) > 0.4
    one = evidence_of(real[:, :1], same[:, :1], Columns((0,)))
    assert np.isnan(pairs.measure(one))


def test_of_many_columns_pairs_of_some_are_looked_at():
    """Only the first of 100 columns hang together, which no whole mean would show."""
    rng = np.random.default_rng(12)
    real, drawn = rng.normal(size=(2, 30, 100))
    found = METRICS["pair_distance"].measure(evidence_of(real, drawn, Columns((0,) * 100)))
    assert found == pytest.approx(0.1, abs=0.03)  # of 30 rows: half of 0.26 on average, less
