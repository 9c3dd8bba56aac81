"""Boosted trees that tell drawn rows from real ones, and columns predicted from the others."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from metrics.catalog import METRICS, metrics_of
from metrics.evidence import Evidence, joined
from metrics.measuring import ClassSamples, measure_class, measure_overall
from metrics.tables import column_prediction, two_sample_trees
from metrics.tables.columns import Columns
from tests.metrics.tables.made import evidence_of, independent, mixed_rows, sample_of, strange_rows

NUMBERS = Columns((0, 0))
# Signs as often as not, so that no single column and no sum tells anything.
SIGNS = np.array([[1.0, 1.0], [-1.0, -1.0]])


def together(count, seed):
    """Two numbers of the same sign."""
    rng = np.random.default_rng(seed)
    return SIGNS[rng.integers(0, 2, count)] * rng.exponential(size=(count, 2))


def test_independent_columns_pass_a_linear_test_and_fail_that_of_trees():
    real, same = together(600, 0), together(600, 1)
    apart = evidence_of(real, independent(together(600, 2), 0), NUMBERS)
    linear, trees = METRICS["two_sample_linear"], METRICS["two_sample_trees"]
    low, high = linear.reading(apart).interval
    assert low < 0.5 < high
    low, _ = trees.reading(apart).interval
    assert low > 0.65 and trees.measure(apart) > 0.7
    found = trees.reading(evidence_of(real, same, NUMBERS))
    assert found.value == pytest.approx(0.5, abs=0.05)
    assert 0.03 < found.interval[1] - found.interval[0] < 0.1


def test_the_area_is_the_mean_of_those_of_the_folds():
    evidence = evidence_of(mixed_rows(100, 0), independent(mixed_rows(100, 1), 0))
    both = np.concatenate([evidence.real.table.values, evidence.drawn.table.values])
    both = np.column_stack([both, np.zeros(200)])  # the class
    truth = np.repeat([0, 1], 100)
    areas = []
    for learned, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(both, truth):
        trees = HistGradientBoostingClassifier(
            max_iter=50, max_leaf_nodes=15, early_stopping=False, random_state=0,
            categorical_features=[False, False, True, True, True],
        )  # fmt: skip
        with threadpool_limits(1):
            said = trees.fit(both[learned], truth[learned]).predict_proba(both[asked])[:, 1]
        areas.append(roc_auc_score(truth[asked], said))
    assert two_sample_trees.scores(evidence).mean() == pytest.approx(np.mean(areas))


def test_the_spread_of_the_scores_is_that_of_the_area():
    """DeLong's variance, against the areas of many samples of scores that are known."""
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], 60)
    said = rng.normal(size=(400, 120)) + truth
    scores = np.array([two_sample_trees._influence(each, truth) for each in said])
    areas = scores.mean(axis=1)
    assert areas[0] == pytest.approx(roc_auc_score(truth, said[0]))
    expected = np.sqrt((scores.var(axis=1) / 120).mean())
    assert np.std(areas) == pytest.approx(expected, rel=0.1)


def test_copies_have_an_area_below_a_half_and_a_wrong_class_is_seen():
    real = mixed_rows(200, 0)
    assert two_sample_trees.scores(evidence_of(real, real)).mean() < 0.3
    one, other = (mixed_rows(100, seed) for seed in (1, 2))

    def sides(rows, first):
        far = rows + [5, 5, 0, 0]
        return joined([sample_of(rows, label=first), sample_of(far, label=1 - first)])

    real, drawn, swapped = sides(one, 0), sides(other, 0), sides(other, 1)
    assert two_sample_trees.scores(Evidence(real, drawn)).mean() < 0.6
    assert two_sample_trees.scores(Evidence(real, swapped)).mean() > 0.95


def test_the_part_that_is_explained_is_that_of_scikit_learn():
    """Numbers without gaps: R2 of their ranks, of forests made by hand."""
    real, drawn = together(300, 3), together(300, 4)
    found = evidence_of(real, drawn, NUMBERS)
    rng = np.random.default_rng(0)
    real, drawn = (each[rng.permutation(300)] for each in (real, drawn))

    def ranks(values, known):
        return np.array([np.mean(known < x) + np.mean(known == x) / 2 for x in values])

    parts = []
    for target, other in ((0, 1), (1, 0)):
        inputs = [np.column_stack([rows[:, other], np.zeros(300)]) for rows in (drawn, real)]
        taught, truth = (ranks(rows[:, target], real[:, target]) for rows in (drawn, real))
        forest = RandomForestRegressor(10, min_samples_leaf=5, max_features=1 / 3, random_state=0)
        parts.append(r2_score(truth, forest.fit(inputs[0], taught).predict(inputs[1])))
    scores = column_prediction.scores(found)
    assert len(scores) == 300 and scores.mean() == pytest.approx(np.mean(parts))
    assert scores.mean() > 0.4


def test_what_serves_the_class_alone_teaches_nothing_of_the_other_columns():
    """Classes far apart, columns independent within: a classifier of classes sees no difference."""

    def classes(made, seed):
        rows = [made(200, seed) - 8, made(200, seed + 1) + 8]
        return [sample_of(each, NUMBERS, label) for label, each in enumerate(rows)]

    real, held_out = classes(together, 0), classes(together, 2)
    alone = classes(lambda count, seed: independent(together(count, seed), 0), 4)
    samples = [ClassSamples(*each) for each in zip(real, alone, held_out)]
    overall = measure_overall(samples, 0, "table")
    found = overall["column_prediction"]
    assert found.examples == 400 and found.held_out > found.value + 0.05
    assert found.interval[1] < found.floors[0]
    trees = overall["two_sample_trees"]
    assert trees.floors[1] < 0.6 < 0.65 < trees.interval[0]
    assert "sharpness_ratio" not in overall and "column_prediction" not in measure_class(
        samples[0], 0, "table"
    )


def test_gaps_are_not_asked_and_categories_count_as_brier_counts_them():
    rows = mixed_rows(400, 1)
    rows[:, 1] = np.nan
    scores = column_prediction.scores(evidence_of(rows, mixed_rows(400, 2)))
    # One of four columns has nobody to be asked of, and explains nothing.
    assert 0.2 < scores.mean() < 0.75 and np.isfinite(scores).all()
    # A category that no other column tells of: the forest is no better than the shares.
    rng = np.random.default_rng(3)
    real, drawn = rng.integers(0, 3, (2, 800, 2)).astype(float)
    blind = column_prediction.scores(evidence_of(real, drawn, Columns((3, 3)))).mean()
    assert -0.05 < blind <= 0.01


@pytest.mark.parametrize("seed", range(8))
def test_strange_rows_have_figures_or_none_and_no_error(seed):
    rows, columns = strange_rows(seed)
    real, drawn = (np.tile(rows, (60, 1)) for _ in range(2))
    for name, row in metrics_of("table").items():
        if row.kinds:
            value = row.measure(evidence_of(real, drawn, columns))
            assert np.isfinite(value) or len(columns) == 1, name
            assert value == 0 or "distance" not in name or np.isnan(value)
