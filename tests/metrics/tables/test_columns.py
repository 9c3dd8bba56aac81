"""What is known of a table, and how its gaps and categories are read."""

import numpy as np
import pytest

from metrics.evidence import joined
from metrics.tables.columns import Columns, Table, some_columns, stacked
from tests.metrics.tables.made import MIXED, mixed_rows, sample_of

NAN = float("nan")
TABLE = Table(np.array([[1.5, 0.0], [NAN, NAN], [2.5, 2.0]]), Columns((0, 3)))


def test_a_gap_is_one_more_category():
    assert TABLE.codes(1).tolist() == [0, 3, 2] and TABLE.codes(1).dtype == np.int64
    assert TABLE.one_hot(1).tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    assert TABLE.columns.categorical.tolist() == [False, True]


def test_rows_columns_and_classes():
    assert TABLE.take(np.array([2, 0])).values.tolist() == [[2.5, 2.0], [1.5, 0.0]]
    chosen = TABLE.take_columns(np.array([1]))
    assert chosen.columns.sizes == (3,) and chosen.codes(0).tolist() == [0, 3, 2]
    with_class = TABLE.with_column(np.array([1, 0, 1]), 2)
    assert with_class.columns.sizes == (0, 3, 2) and with_class.codes(2).tolist() == [1, 0, 1]
    assert len(stacked([TABLE, TABLE])) == 6
    with pytest.raises(ValueError, match=r"expected values \[n, 2\], received \[3, 3\]"):
        Table(np.zeros((3, 3)), Columns((0, 3)))


def test_of_many_columns_some_are_chosen_by_the_seed():
    assert some_columns(MIXED, 4, seed=0).tolist() == [0, 1, 2, 3]
    many = Columns((0,) * 200)
    chosen = some_columns(many, 60, seed=1)
    assert len(chosen) == 60 == len(set(chosen.tolist())) and (np.diff(chosen) > 0).all()
    assert some_columns(many, 60, seed=2).tolist() != chosen.tolist()


def test_samples_carry_their_rows():
    rows = mixed_rows(6, 0)
    one, other = sample_of(rows[:2], label=1), sample_of(rows[2:])
    both = joined([one, other])
    np.testing.assert_array_equal(both.table.values, rows)
    np.testing.assert_array_equal(both.take(np.array([5, 1])).table.values, rows[[5, 1]])
    assert both.take(np.array([5, 1])).labels.tolist() == [0, 1]
