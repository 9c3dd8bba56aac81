import itertools

import numpy as np
import pytest

from plots.image_sheets import Sheet, plot_sheets


def sheets(channels=1, second=10):
    images = np.random.default_rng(0).integers(0, 256, (5, 10, 8, 6, channels), np.uint8)
    first = dict(zip(("drawn", "nearest trained on", "nearest held out"), images))
    others = {"real": images[3][:second], "nearest drawn": images[4][:second]}
    return [Sheet("closest", first), Sheet("at random", others, ("-1.5", "2 to 3"))]


@pytest.mark.parametrize("channels", [1, 3])
def test_every_row_stands_where_its_label_says(channels):
    shown = sheets(channels=channels)
    figure = plot_sheets(shown, "Digits")
    assert [axes.get_title() for axes in figure.axes] == ["closest", "at random"]
    for axes, sheet in zip(figure.axes, shown):
        assert [label.get_text() for label in axes.get_yticklabels()] == list(sheet.rows)
        pixels = np.asarray(axes.images[0].get_array()).reshape(len(sheet.rows) * 8, 60, channels)
        for place, images in enumerate(sheet.rows.values()):
            third = pixels[place * 8 : place * 8 + 8, 12:18]
            assert np.array_equal(third, images[2])


def test_sheets_of_unequal_length_share_the_columns():
    figure = plot_sheets(sheets(second=4), "Digits")
    widths = {axes.images[0].get_extent()[1] for axes in figure.axes}
    assert widths == {60}


def test_captions_are_no_wider_than_their_columns_and_more_columns_make_the_figure_wider():
    images = np.zeros((20, 8, 8, 1), np.uint8)
    few = plot_sheets([Sheet("", {"": images[:10]}, ["pomegranate\n95 %"] * 10)], "Fruits")
    many = plot_sheets([Sheet("", {"": images}, ["+0.31"] * 20)], "Fruits")
    assert many.get_figwidth() == 2 * few.get_figwidth()
    for figure in (few, many):
        figure.draw_without_rendering()
        boxes = [each.get_window_extent() for each in figure.axes[0].get_xticklabels()]
        assert all(one.x1 <= other.x0 for one, other in itertools.pairwise(boxes))
    assert few.axes[0].get_title() == ""


def test_captions_stand_below_their_columns():
    without, with_them = plot_sheets(sheets(), "Digits").axes
    assert not without.get_xticklabels()
    assert [label.get_text() for label in with_them.get_xticklabels()] == ["-1.5", "2 to 3"]
    assert with_them.get_xticks().tolist() == [3, 9]
