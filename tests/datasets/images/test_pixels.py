import numpy as np
import pytest
from PIL import Image

from datasets.images import pixels

ALL_LEVELS = np.arange(256, dtype=np.uint8)


def test_round_trip_is_exact_for_every_level():
    assert np.array_equal(pixels.to_uint8(pixels.to_signed_unit(ALL_LEVELS)), ALL_LEVELS)


def test_signed_unit_values():
    values = pixels.to_signed_unit(np.array([0, 51, 255], np.uint8))
    assert values.dtype == np.float32
    assert values == pytest.approx([-1.0, -0.6, 1.0], abs=1e-6)


def test_values_beyond_the_range_are_clipped_and_not_wrapped():
    values = np.array([-1.2, -1.0, -0.001, 0.001, 1.0, 1.2], np.float32)
    assert pixels.to_uint8(values).tolist() == [0, 0, 127, 128, 255, 255]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_refused(value):
    with pytest.raises(ValueError, match="finite"):
        pixels.to_uint8(np.array([0.0, value]))


def test_floats_are_not_taken_for_stored_pixels():
    with pytest.raises(ValueError, match="uint8"):
        pixels.to_signed_unit(np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="uint8"):
        pixels.resize_lanczos(np.zeros((1, 8, 8, 1), np.float32), 4)


def test_to_rgb_repeats_grey_and_keeps_colour():
    grey = np.random.default_rng(0).integers(0, 256, (2, 3, 3, 1), dtype=np.uint8)
    colour = pixels.to_rgb(grey)
    assert colour.shape == (2, 3, 3, 3)
    for channel in range(3):
        assert np.array_equal(colour[..., channel], grey[..., 0])
    assert pixels.to_rgb(colour) is colour


def test_to_grey_is_the_rounded_mean_of_the_channels():
    colour = np.array([[[[0, 0, 0], [255, 255, 255]], [[10, 20, 31], [1, 0, 0]]]], np.uint8)
    grey = pixels.to_grey(colour)
    assert grey.dtype == np.uint8 and grey[..., 0].tolist() == [[[0, 255], [20, 0]]]
    assert pixels.to_grey(grey) is grey
    assert np.array_equal(pixels.to_grey(pixels.to_rgb(grey)), grey)
    with pytest.raises(ValueError, match="uint8"):
        pixels.to_grey(colour / 255)


@pytest.mark.parametrize("channels", [1, 3])
def test_lanczos_is_that_of_pillow(channels):
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28, channels), dtype=np.uint8)
    resized = pixels.resize_lanczos(images, 64)
    assert resized.shape == (3, 64, 64, channels) and resized.dtype == np.uint8
    for image, result in zip(images, resized, strict=True):
        for channel in range(channels):
            plane = Image.fromarray(image[..., channel])
            expected = plane.resize((64, 64), Image.Resampling.LANCZOS)
            assert np.array_equal(result[..., channel], np.asarray(expected))


def test_lanczos_to_rgb_at_once_equals_two_steps():
    images = np.random.default_rng(2).integers(0, 256, (2, 8, 8, 1), dtype=np.uint8)
    two_steps = pixels.to_rgb(pixels.resize_lanczos(images, 20))
    assert np.array_equal(pixels.resize_lanczos(images, 20, rgb=True), two_steps)


def test_bilinear_doubles_by_weights_of_three_quarters():
    row = np.array([[[[0], [200]]]], np.uint8).repeat(2, axis=1)
    doubled = pixels.resize_bilinear(row, 4)
    assert doubled[0, :, :, 0].tolist() == [[0, 50, 150, 200]] * 4


def test_two_channels_are_refused():
    with pytest.raises(ValueError, match="got 2"):
        pixels.resize_lanczos(np.zeros((1, 8, 8, 2), np.uint8), 4)
