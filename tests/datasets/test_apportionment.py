import numpy as np
import pytest

from datasets.apportionment import apportion

MNIST_TRAIN = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def test_shares_by_hand():
    # Exact shares 4.2, 3.5, 2.3: one is left over and goes to the 3.5.
    assert apportion(10, [42, 35, 23]).tolist() == [4, 4, 2]


def test_equal_remainders_go_to_the_first():
    assert apportion(2, [1, 1, 1]).tolist() == [1, 1, 0]


def test_the_published_pool_of_mnist():
    quotas = apportion(42_000, MNIST_TRAIN)
    assert quotas.tolist() == [4146, 4719, 4171, 4292, 4089, 3795, 4143, 4385, 4096, 4164]


def test_sums_and_bounds_for_random_sizes():
    generator = np.random.default_rng(0)
    for _ in range(200):
        sizes = generator.integers(0, 50, generator.integers(1, 12))
        total = int(generator.integers(0, sizes.sum() + 1))
        shares = apportion(total, sizes)
        assert shares.sum() == total
        assert (shares >= 0).all() and (shares <= sizes).all()
        assert (abs(shares - total * sizes / max(1, sizes.sum())) < 1).all()


def test_nothing_shared_among_nothing():
    assert apportion(0, [0, 0]).tolist() == [0, 0]


@pytest.mark.parametrize("total", [-1, 7])
def test_a_total_that_cannot_be_shared(total):
    with pytest.raises(ValueError, match=r"0\.\.6"):
        apportion(total, [1, 2, 3])
