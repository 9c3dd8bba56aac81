import numpy as np
import pytest

from plots.heat import heated, in_color


@pytest.mark.parametrize("channels", [1, 3])
def test_without_heat_an_image_is_itself_in_grey(channels):
    image = np.full((1, 4, 4, channels), 255, np.uint8)
    image[0, 0] = 0
    found = heated(image, np.zeros((1, 2, 2)))
    assert found.shape == (1, 4, 4, 3) and found.dtype == np.uint8
    assert (found[0, 1:] == 215).all() and (found[0, 0] == 40).all()


def test_the_hottest_place_is_red_and_what_is_cold_is_grey():
    image = np.full((1, 8, 8, 1), 128, np.uint8)
    heat = np.zeros((1, 8, 8))
    heat[0, 2, 5] = 0.001  # each image is scaled by itself
    found = heated(image, heat)[0].astype(int)
    red, green, blue = found[2, 5]
    assert red > 200 and green < 60 and blue < 60
    others = np.delete(found.reshape(-1, 3), 2 * 8 + 5, axis=0)
    assert (others == others[0, 0]).all()


def test_coarse_places_are_enlarged_where_they_are():
    heat = np.zeros((1, 2, 2))
    heat[0, 0, 1] = 1
    found = heated(np.zeros((1, 8, 6, 1), np.uint8), heat)[0].astype(int)
    warmth = found[..., 0] - found[..., 2]
    assert warmth[:4, 3:].mean() > 5 * warmth[4:, :3].mean() and warmth[0, -1] == warmth.max()


def test_colours_weigh_as_they_look():
    image = np.zeros((3, 1, 1, 3), np.uint8)
    for channel in range(3):
        image[channel, 0, 0, channel] = 255
    red, green, blue = heated(image, np.zeros((3, 1, 1)))[:, 0, 0, 0].astype(int)
    assert green > red > blue


def test_grey_images_get_three_channels():
    image = np.arange(4, dtype=np.uint8).reshape(1, 2, 2, 1)
    found = in_color(image)
    assert found.shape == (1, 2, 2, 3) and np.array_equal(found[..., 2], image[..., 0])
