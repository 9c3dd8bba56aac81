"""The controls of tables against what they keep, what they lose, and the formulas behind them."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTENC
from scipy import stats
from sklearn.covariance import LedoitWolf

from arms import bootstrap, copula, interpolated_rows, marginals
from arms.interpolated import NEIGHBOURS
from foundation.seeds import derive_seed
from metrics.tables.association import association
from metrics.tables.column_distance import column_distances
from metrics.tables.columns import Columns, Table
from tests.metrics.tables.made import MIXED, mixed_rows, strange_rows
from tests.rows import MadeRows

KIND = MadeRows(MIXED)
KEEPS_COLUMNS = {"bootstrap": bootstrap, "marginals": marginals, "copula": copula}


def rows(count=300, seed=0):
    """To thousandths, as the kind rounds them."""
    return np.round(mixed_rows(count, seed), 3)


def is_among(values, known):
    """Whether each row is one of some, gaps being alike."""
    return np.isin(*(np.nan_to_num(v, nan=-1e9) @ [1, 1e3, 1e6, 1e7] for v in (values, known)))


@pytest.mark.parametrize("name", KEEPS_COLUMNS)
def test_single_columns_are_as_in_real_rows_gaps_included(name):
    real = rows()
    drawn = KEEPS_COLUMNS[name].draw(KIND, real, 4000, 1)
    KIND.check(drawn)
    assert column_distances(Table(real, MIXED), Table(drawn, MIXED)).max() < 0.03
    for column in range(4):
        known = real[:, column]
        assert np.isin(np.nan_to_num(drawn[:, column], nan=-9), np.nan_to_num(known, nan=-9)).all()


def test_what_the_controls_lose():
    real = rows()
    strong = association(Table(real, MIXED))
    off = np.triu_indices(4, 1)
    found = {n: m.draw(KIND, real, 4000, 1) for n, m in KEEPS_COLUMNS.items()}
    far = {n: np.abs(association(Table(d, MIXED)) - strong)[off] for n, d in found.items()}
    assert far["marginals"] == pytest.approx(strong[off], abs=0.06)  # all is lost
    assert far["copula"].mean() < 0.3 * strong[off].mean() and far["copula"].max() < 0.25
    assert far["bootstrap"].max() < 0.05
    copies = {name: is_among(drawn, real).mean() for name, drawn in found.items()}
    assert copies["bootstrap"] == 1 and max(copies["copula"], copies["marginals"]) < 0.05


def test_a_copula_has_the_rank_correlations_of_normal_columns():
    """Ledoit and Wolf's correlation of the normal scores, measured back by its own formula."""
    rng = np.random.default_rng(0)
    real = rng.multivariate_normal([0, 0, 0], [[1, 0.8, 0], [0.8, 1, -0.5], [0, -0.5, 1]], 400)
    real[:, 1] = np.exp(real[:, 1])  # ranks do not see it
    drawn = copula.draw(MadeRows(Columns((0, 0, 0))), real, 20_000, 2)
    scores = stats.norm.ppf((stats.rankdata(real, axis=0) - 0.5) / 400)
    shrunk = LedoitWolf(assume_centered=True).fit(scores / scores.std(axis=0)).covariance_
    spread = np.sqrt(shrunk.diagonal())
    expected = 6 / np.pi * np.arcsin(shrunk / np.outer(spread, spread) / 2)
    np.testing.assert_allclose(stats.spearmanr(drawn).statistic, expected, atol=0.025)
    assert abs(expected[0, 1]) > 0.7


def test_scores_of_equal_values_share_the_middle_of_their_ranks():
    table = Table(np.array([[3.0], [1], [1], [np.nan]]), Columns((0,)))
    gaps, numbers = copula.fit_margins(table)
    assert gaps.scores == pytest.approx(stats.norm.ppf([3 / 8, 3 / 8, 3 / 8, 7 / 8]))
    assert numbers.values.tolist() == [1, 3]
    assert numbers.scores == pytest.approx([*stats.norm.ppf([5 / 6, 1 / 3, 1 / 3]), 0])
    back = numbers.values_at(np.array([0.0, 0.66, 0.67, 1.0]))
    assert back.tolist() == [1, 1, 3, 3]
    assert np.isnan(gaps.values_at(np.array([0.74, 0.76]))).tolist() == [False, True]
    nothing = Table(np.full((3, 1), np.nan), Columns((0,)))
    assert np.isnan(copula.draw(MadeRows(nothing.columns), nothing.values, 5, 0)).all()


def test_categories_stand_in_the_order_of_what_else_they_differ_in():
    """Codes are shuffled; what orders them is a number and another category."""
    rng = np.random.default_rng(1)
    place = rng.integers(0, 5, 500)
    codes = np.array([3, 0, 4, 1, 2])[place]
    number = place + 0.3 * rng.normal(size=500)
    real = np.column_stack([codes, number, place > 1]).astype(float)
    kind = MadeRows(Columns((5, 0, 2)))
    order = copula.fit_margins(Table(real, kind.columns))[0].values.astype(int).tolist()
    assert order in ([3, 0, 4, 1, 2], [2, 1, 4, 0, 3])
    drawn = copula.draw(kind, real, 4000, 0)
    found = association(Table(drawn, kind.columns))
    assert found[0, 1] > 0.85 and found[0, 2] > 0.6  # by the codes as they are far less


def test_columns_of_one_value_and_rows_without_gaps_between():
    real = np.column_stack([np.full(30, 7.0), np.zeros(30), np.arange(30.0)])
    kind = MadeRows(Columns((0, 2, 0)))
    drawn = copula.draw(kind, real, 500, 0)
    assert (drawn[:, 0] == 7).all() and (drawn[:, 1] == 0).all()
    assert set(drawn[:, 2]) <= set(range(30)) and len(set(drawn[:, 2])) == 30


def test_interpolated_rows_are_those_of_smotenc():
    """The first pass, against imbalanced-learn with its own search of neighbours."""
    real = rows(60)
    filled = real.copy()
    middle = np.nanmedian(real[:, :2], axis=0)
    gaps = np.isnan(real[:, :2])
    filled[:, :2] = np.where(gaps, middle, real[:, :2])
    spread = filled[:, :2].std(axis=0)
    values = np.column_stack([(filled[:, :2] - middle) / spread, gaps, real[:, 2:]])
    both = np.concatenate([values, np.repeat(values[:1], 1060, axis=0)])
    smote = SMOTENC([2, 3, 4, 5], k_neighbors=NEIGHBOURS, random_state=derive_seed(4, "pass", 0))
    made = smote.fit_resample(both, np.repeat([0, 1], [60, 1060]))[0][1120:]
    expected = np.column_stack([made[:, :2] * spread + middle, made[:, 4:]])
    expected[:, :2][made[:, 2:4] > 0] = np.nan
    drawn = interpolated_rows.draw(KIND, real, 1000, 4)
    np.testing.assert_allclose(drawn, expected, atol=6e-4)
    assert np.isnan(drawn[:, 1]).mean() > 0.02 and not np.isnan(drawn[:, 0]).any()
    assert drawn[:, 0].min() >= real[:, 0].min() and not is_among(drawn, real).any()


@pytest.mark.parametrize("columns", [[0], [2, 3]])
def test_rows_that_are_not_mixed_are_interpolated_as_they_are_encoded(columns):
    real = rows(40)[:, columns]
    kind = MadeRows(MIXED.take(np.array(columns)))
    drawn = interpolated_rows.draw(kind, real, 800, 0)
    kind.check(drawn)
    if columns == [0]:
        assert drawn.min() >= real.min() and drawn.max() <= real.max()
    else:  # a blend of two rows of categories is one of them
        assert np.isin(drawn @ [10, 1], real @ [10, 1]).all()


@pytest.mark.parametrize("seed", range(12))
def test_strange_rows_give_rows_of_their_kind(seed):
    real, columns = strange_rows(seed)
    kind = MadeRows(columns)
    for control in (*KEEPS_COLUMNS.values(), interpolated_rows):
        drawn = control.draw(kind, real, 30, seed)
        kind.check(drawn)
        assert drawn.shape == (30, len(columns))
        for made, known in zip(drawn.T, real.T):
            there = known[~np.isnan(known)]
            assert len(there) or np.isnan(made).all()
            made = made[~np.isnan(made)]
            assert not len(made) or there.min() <= made.min() + 1e-3
            assert not len(made) or made.max() <= there.max() + 1e-3
