import numpy as np

from datasets.duplicates import equal_groups, repeated_rows


def test_equal_pictures_have_one_number():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3), dtype=np.uint8)
    images = pictures[[0, 1, 0, 2, 1, 0]]
    groups = equal_groups(images)
    assert groups.tolist() == [0, 1, 0, 2, 1, 0]
    assert repeated_rows(groups).tolist() == [2, 4, 5]


def test_one_bit_makes_another_picture():
    images = np.zeros((2, 8, 8, 1), np.uint8)
    images[1, 7, 7, 0] = 1
    assert equal_groups(images).tolist() == [0, 1]


def test_nothing():
    assert equal_groups(np.empty((0, 8, 8, 1), np.uint8)).tolist() == []
