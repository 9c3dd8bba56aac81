"""Which images a classifier gets wrong, and what stands below them."""

import numpy as np

from experiment.inside.wrong import MOST_ROWS, wrong_sheets

NAMES = ("cat", "a very long name of a class", "dog")


def _images(count):
    return np.arange(count, dtype=np.uint8).reshape(count, 1, 1, 1)


def test_the_surest_come_first_with_the_class_that_was_seen():
    probabilities = np.array([[0.9, 0.1, 0], [0.2, 0.2, 0.6], [0.1, 0.8, 0.1], [0, 0.05, 0.95]])
    (sheet,) = wrong_sheets(_images(4), probabilities, [0, 0, 0, 1], NAMES, 10, with_truth=False)
    assert sheet.rows[""].ravel().tolist() == [3, 2, 1]
    assert sheet.captions == ["dog\n95 %", "a very…\n80 %", "dog\n60 %"]
    (sheet,) = wrong_sheets(_images(4), probabilities, [0, 0, 0, 1], NAMES, 10, with_truth=True)
    assert sheet.captions[0] == "a very…\n→dog\n95 %"


def test_they_fill_rows_up_to_a_bound():
    probabilities = np.tile([[0.3, 0.7, 0.0]], (20, 1))
    sheets = wrong_sheets(_images(20), probabilities, [0] * 20, NAMES, 3, with_truth=False)
    assert len(sheets) == MOST_ROWS
    shown = np.concatenate([sheet.rows[""].ravel() for sheet in sheets])
    assert shown.tolist() == list(range(3 * MOST_ROWS))
    assert [bool(sheet.heading) for sheet in sheets] == [True, False, False, False]


def test_where_all_are_right_there_is_no_sheet():
    assert wrong_sheets(_images(1), np.eye(3)[:1], [0], NAMES, 3, with_truth=True) == []
