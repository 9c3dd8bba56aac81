"""Pictures of tables: columns, associations, planes, boundaries, importances."""

import numpy as np
import pytest

from plots.association import plot_associations
from plots.boundaries import Plane, plot_boundaries
from plots.embedding import plot_plane
from plots.importances import plot_importances
from plots.table_columns import MOST_COLUMNS, ShownColumn, plot_columns

GAP = np.nan


def titled(figure):
    return [axes.get_title() for axes in figure.axes if axes.get_title()]


def test_categories_are_bars_of_their_shares_the_commonest_real_one_first():
    sex = ShownColumn(
        "Sex", np.array([0.0, 1, 1, 1, GAP]), np.array([0.0, 0, 0, 1]), ("male", "female")
    )
    panel = plot_columns([sex], "Title").axes[0]
    assert [bar.get_height() for bar in panel.patches] == [0.75, 0.25, 0.25, 0.75]
    assert [label.get_text() for label in panel.get_xticklabels()] == ["female", "male"]
    assert panel.get_title() == "Sex (gaps 20 %, 0 %)"


def test_rare_categories_beyond_eight_are_said_to_be_left_out():
    codes = np.arange(10.0)
    column = ShownColumn("letter", codes, codes, tuple("abcdefghij"))
    panel = plot_columns([column], "Title").axes[0]
    assert len(panel.patches) == 16
    assert panel.get_xlabel() == "2 rarer ones left out"


def test_numbers_are_shares_of_the_same_bins():
    column = ShownColumn("Age", np.array([1.0, 2, 3, GAP]), np.array([1.0, 1, 1]))
    panel = plot_columns([column], "Title").axes[0]
    filled = [bar.get_height() for bar in panel.patches if hasattr(bar, "get_height")]
    assert sum(filled) == pytest.approx(2.0)  # 1 for each side, gaps not counted


@pytest.mark.parametrize("values", [[5.0, 5.0], [GAP, GAP]], ids=["one value", "gaps alone"])
def test_a_column_without_spread_is_drawn(values):
    column = ShownColumn("x", np.array(values), np.array(values))
    assert plot_columns([column], "Title").axes


def test_more_columns_than_fit_are_named_in_the_title():
    column = ShownColumn("x", np.arange(3.0), np.arange(3.0))
    figure = plot_columns([column] * (MOST_COLUMNS + 1), "Title")
    assert len(titled(figure)) == MOST_COLUMNS
    assert "(first 24 of 25 columns)" in figure.get_suptitle()
    with pytest.raises(ValueError, match="at least one column"):
        plot_columns([], "Title")


def test_the_third_matrix_is_what_drawn_rows_have_more():
    real, drawn = np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[1.0, 0.2], [0.2, 1.0]])
    figure = plot_associations(real, drawn, ["a", "b"], "Title")
    found = figure.axes[2].images[0].get_array()
    assert np.allclose(found, [[0.0, -0.3], [-0.3, 0.0]])
    assert titled(figure) == ["real", "synthetic", "synthetic less real"]
    with pytest.raises(ValueError, match="two matrices"):
        plot_associations(real, drawn, ["a"], "Title")


def test_a_plane_shows_every_class_of_every_side():
    places, labels = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([0, 1, 1])
    sides = [("real", places, labels), ("synthetic", places + 1, labels)]
    figure = plot_plane(sides, ["one", "other"], ("first", "second"), "Title")
    found = [collection.get_offsets().tolist() for collection in figure.axes[1].collections]
    assert found == [[[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]]]


def test_boundaries_lie_where_the_classifier_has_them():
    named = np.array([[0, 0, 1], [0, 1, 1]])
    plane = Plane("real", named, np.array([[0.5, 0.5]]), np.array([1]))
    figure = plot_boundaries([plane], ["a", "b"], ("x", "y"), (0.0, 3.0, 0.0, 2.0), "Title", "sort")
    picture = figure.axes[0].images[0]
    assert np.array_equal(picture.get_array(), named)
    assert picture.get_extent() == [0.0, 3.0, 0.0, 2.0] and picture.origin == "lower"
    assert figure.legends[0].get_title().get_text() == "sort"


def test_importances_are_in_the_order_of_the_first():
    by = {"real": ("red", np.array([0.1, 0.3])), "synthetic": ("blue", np.array([0.2, 0.05]))}
    panel = plot_importances(by, ["a", "b"], "Title").axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["b", "a"]
    assert [bar.get_width() for bar in panel.patches] == pytest.approx([30.0, 10.0, 5.0, 20.0])
