"""Means over seeds: plain t where there is nothing to borrow, moderated t where there is."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma, polygamma

from metrics.over_seeds import _inverse_trigamma, over_seeds


def found(values, sizes=None, subjects=None, resolution=1e-9, overlap=0.0):
    rows = [np.asarray(row, float) for row in values]
    return over_seeds(
        rows,
        sizes or [10.0] * len(rows),
        subjects or list(range(len(rows))),
        resolution=resolution,
        overlap=overlap,
    )


def test_one_comparison_alone_has_the_plain_t_interval():
    values = [0.01, 0.03, -0.02, 0.04, 0.015]
    (only,) = found([values])
    test = stats.ttest_1samp(values, 0.0)
    assert only.df == 4 and only.mean == pytest.approx(np.mean(values))
    assert only.p_value == pytest.approx(test.pvalue)
    assert only.interval() == pytest.approx(test.confidence_interval(0.95))
    assert only.interval(0.5) == pytest.approx(test.confidence_interval(0.5))


def test_the_interval_of_a_share_ends_at_the_ends_of_shares():
    (high,) = found([[0.9, 0.99]])
    assert high.interval()[1] > 1 and high.share_interval() == (high.interval()[0], 1.0)
    (low,) = found([[0.01, 0.1]])
    assert low.share_interval() == (0.0, low.interval()[1])
    assert found([[0.5]])[0].share_interval() is None


def test_one_seed_has_no_interval_and_lends_nothing():
    single, other = found([[0.02], [0.01, 0.03, 0.05]])
    assert (single.seeds, single.mean) == (1, 0.02)
    assert single.standard_error is single.df is single.p_value is single.interval() is None
    assert other.df == 2


def test_two_arms_at_one_size_by_hand():
    """Each borrows from the one other; nothing says how alike they are, but what is usual."""
    a, b = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 2.0, 4.0, 6.0])
    first, _ = found([a, b])
    variety = 8 * 0.25 / 8  # no residual of one value: what is assumed beforehand
    noise = polygamma(1, 1.5)
    prior = 2 * _inverse_trigamma(float(variety + noise + variety))
    center = np.exp(
        np.log(b.var(ddof=1)) - digamma(1.5) + np.log(1.5) + digamma(prior / 2) - np.log(prior / 2)
    )
    variance = (prior * center + 3 * a.var(ddof=1)) / (prior + 3)
    assert first.df == pytest.approx(3 + prior)
    assert first.standard_error == pytest.approx(np.sqrt(variance / 4))


def test_alike_spreads_lend_more_than_unlike_ones():
    random = np.random.default_rng(0)
    alike = random.standard_normal((12, 5))
    unlike = alike * np.exp(np.linspace(-3, 3, 12))[:, None]
    df_alike = np.mean([each.df for each in found(alike)])
    df_unlike = np.mean([each.df for each in found(unlike)])
    assert df_alike > df_unlike + 2 and df_unlike > 4


def test_the_trend_over_sizes_is_followed():
    random = np.random.default_rng(1)
    sizes = np.repeat([10.0, 40.0, 160.0], 8)
    rows = [random.standard_normal(6) * 10 / np.sqrt(size) for size in sizes]
    errors = np.array([each.standard_error for each in found(rows, list(sizes))])
    truth = 10 / np.sqrt(sizes) / np.sqrt(6)
    plain = np.array([row.std(ddof=1) for row in rows]) / np.sqrt(6)
    assert np.abs(np.log(errors / truth)).mean() < 0.6 * np.abs(np.log(plain / truth)).mean()


def test_an_arm_says_nothing_new_about_itself():
    """The same arm against two references: neither borrows from the other."""
    row = [0.0, 1.0, 2.0]
    assert [each.df for each in found([row, row], subjects=["a", "a"])] == [2, 2]
    assert all(each.df > 2 for each in found([row, row], subjects=["a", "b"]))


def test_another_size_alone_says_nothing():
    rows = [[0.0, 1.0, 2.0], [0.0, 1.0, 3.0]]
    assert [each.df for each in found(rows, [10.0, 20.0])] == [2, 2]


def test_no_spread_is_below_that_of_rounding():
    (only,) = found([[0.1, 0.1, 0.1]], resolution=0.01)
    assert only.standard_error == pytest.approx(np.sqrt(0.01**2 / 6 / 3))


def test_quantities_without_any_spread_change_nothing_for_the_others():
    random = np.random.default_rng(5)
    rows = list(random.normal(0, 0.005, (6, 5)))
    # Equal but for the last bits, as differences of equal accuracies are.
    still = [np.zeros(5), np.full(5, 0.1), np.array([0.3, 0.1 + 0.2, 0.3, 0.3, 0.3])]
    alone = found(rows, resolution=1e-4)
    among = found(rows + still, resolution=1e-4)
    assert among[:6] == alone
    # They borrow: with plain t they would be surer than any other.
    assert all(each.df > 4 and each.standard_error > 1e-4 for each in among[6:])
    nobody_lends = found(still, resolution=1e-4)
    assert [each.df for each in nobody_lends] == [4, 4, 4]
    assert nobody_lends[0].standard_error == pytest.approx(1e-4 / np.sqrt(6 * 5))


def test_a_true_difference_is_still_found_beside_arms_without_spread():
    rows = [np.array([0.021, 0.018, 0.024, 0.020, 0.019]), *np.random.default_rng(6).normal(
        0, 0.003, (5, 5)
    )]  # fmt: skip
    p_alone = found(rows, resolution=1e-4)[0].p_value
    p_among = found(rows + [np.zeros(5)] * 4, resolution=1e-4)[0].p_value
    assert p_among == p_alone < 1e-4


@pytest.mark.parametrize("x", [1e-4, 0.3, 1.0, 7.0, 400.0])
def test_the_inverse_of_trigamma(x):
    assert _inverse_trigamma(float(polygamma(1, x))) == pytest.approx(x, rel=1e-6)


def test_splits_that_overlap_have_the_corrected_variance():
    """Nadeau and Bengio's corrected resampled t-test by hand: 1 / J + test / training examples."""
    values = np.array([0.01, 0.03, -0.02, 0.04, 0.015, 0.02, 0.0, 0.03, 0.01, 0.025])
    (plain,), (corrected,) = found([values]), found([values], overlap=0.25)
    variance = values.var(ddof=1)
    assert corrected.standard_error == pytest.approx(np.sqrt(variance * (1 / 10 + 1 / 4)))
    t = values.mean() / np.sqrt(variance * (1 / 10 + 1 / 4))
    assert corrected.p_value == pytest.approx(2 * stats.t.sf(t, 9))
    assert (corrected.mean, corrected.df) == (plain.mean, plain.df)
    assert plain.p_value < 0.05 < corrected.p_value


def test_splits_of_the_same_examples_are_not_independent():
    """Ten splits of 100 examples pass for surer than they are; the correction makes up for it."""
    rng, covered = np.random.default_rng(0), {0.0: 0, 0.25: 0}
    for _ in range(400):
        sample = rng.normal(size=100)
        rows = np.array([rng.permutation(100) for _ in range(10)])
        # How well the mean of 80 predicts the other 20; the expectation is known.
        wrong = (sample[rows[:, :20]] - sample[rows[:, 20:]].mean(axis=1)[:, None]) ** 2
        losses = wrong.mean(axis=1) - (1 + 1 / 80)
        for overlap in covered:
            (only,) = found([losses], overlap=overlap)
            low, high = only.interval()
            covered[overlap] += low < 0 < high
    assert covered[0.0] / 400 < 0.85 and covered[0.25] / 400 == pytest.approx(0.95, abs=0.05)


def test_splits_that_borrow_from_each_other_are_not_too_sure_either():
    """Three predictors against the mean, over ten splits of 100 examples, moderated together."""
    rng, shrunk = np.random.default_rng(1), np.array([0.0, 0.5, 2.0])
    true = (shrunk**2 - 1) / 80
    covered = {0.0: 0, 0.25: 0}
    for _ in range(300):
        sample = rng.normal(size=100)
        rows = np.array([rng.permutation(100) for _ in range(10)])
        mean, tested = sample[rows[:, 20:]].mean(axis=1), sample[rows[:, :20]]
        loss = ((tested[None] - (shrunk[:, None] * mean)[..., None]) ** 2).mean(axis=2)
        differences = loss - ((tested - mean[:, None]) ** 2).mean(axis=1)
        for overlap in covered:
            for each, value in zip(found(differences, overlap=overlap), true):
                low, high = each.interval()
                covered[overlap] += low < value < high
    assert covered[0.0] / 900 < 0.88 and covered[0.25] / 900 > 0.94


def test_every_quantity_may_have_an_overlap_of_its_own():
    rows = [[0.1, 0.2, 0.4], [0.1, 0.2, 0.3]]
    both = found(rows, overlap=[0.25, 0.5])
    for overlap, each in ((0.25, 0), (0.5, 1)):
        assert both[each] == found(rows, overlap=overlap)[each]
