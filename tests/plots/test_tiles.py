"""Small images laid out as one array."""

import numpy as np
import pytest

from plots.tiles import check_images, resize_images, tile_images, to_picture


def test_tile_images_places_every_image():
    images = np.arange(5, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 3, 1), np.uint8)
    sheet = tile_images(images, columns=3, padding=1, background=99)
    assert sheet.shape == (5, 11, 1)
    expected = np.full((5, 11), 99)
    expected[0:2, 0:3], expected[0:2, 4:7], expected[0:2, 8:11] = 0, 1, 2
    expected[3:5, 0:3], expected[3:5, 4:7] = 3, 4
    np.testing.assert_array_equal(sheet[..., 0], expected)


def test_enlarging_repeats_pixels():
    images = np.array([[0, 255], [10, 20]], np.uint8).reshape(1, 2, 2, 1)
    expected = [[0, 0, 255, 255], [0, 0, 255, 255], [10, 10, 20, 20], [10, 10, 20, 20]]
    np.testing.assert_array_equal(resize_images(images, 2.0)[0, ..., 0], expected)


def test_shrinking_averages_pixels():
    images = np.array([[0, 100], [100, 200]], np.uint8).reshape(1, 2, 2, 1)
    assert resize_images(images, 0.5).tolist() == [[[[100]]]]
    assert resize_images(np.zeros((2, 8, 4, 3), np.uint8), 0.01).shape == (2, 1, 1, 3)


def test_to_picture_keeps_pixels_and_mode():
    grey = to_picture(np.full((2, 3, 1), 7, np.uint8))
    color = to_picture(np.full((2, 3, 3), 7, np.uint8))
    assert (grey.mode, grey.size, grey.getpixel((0, 0))) == ("L", (3, 2), 7)
    assert (color.mode, color.getpixel((2, 1))) == ("RGB", (7, 7, 7))


@pytest.mark.parametrize(
    "images",
    [np.zeros((1, 2, 2, 1)), np.zeros((2, 2, 1), np.uint8), np.zeros((1, 2, 2, 2), np.uint8)],
)
def test_check_images_names_what_it_received(images):
    with pytest.raises(ValueError, match="received"):
        check_images(images)
