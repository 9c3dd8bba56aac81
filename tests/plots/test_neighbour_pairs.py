import numpy as np
import pytest

from plots.neighbour_pairs import plot_neighbours


def sheets(count=10, channels=1):
    images = np.random.default_rng(0).integers(0, 256, (5, count, 8, 6, channels), np.uint8)
    first = dict(zip(("drawn", "nearest trained on", "nearest held out"), images))
    return {"closest": first, "at random": dict(zip(("real", "nearest drawn"), images[3:]))}


@pytest.mark.parametrize("channels", [1, 3])
def test_every_row_stands_where_its_label_says(channels):
    shown = sheets(channels=channels)
    figure = plot_neighbours(shown, "Digits")
    assert [axes.get_title() for axes in figure.axes] == list(shown)
    for axes, rows in zip(figure.axes, shown.values()):
        assert [label.get_text() for label in axes.get_yticklabels()] == list(rows)
        pixels = np.asarray(axes.images[0].get_array()).reshape(len(rows) * 8, 60, channels)
        for place, images in enumerate(rows.values()):
            third = pixels[place * 8 : place * 8 + 8, 12:18]
            assert np.array_equal(third, images[2])


def test_sheets_of_unequal_length_share_the_columns():
    shown = sheets()
    shown["at random"] = {name: images[:4] for name, images in shown["at random"].items()}
    figure = plot_neighbours(shown, "Digits")
    widths = {axes.images[0].get_extent()[1] for axes in figure.axes}
    assert widths == {60}
