"""Drawing until enough examples meet a condition."""

from itertools import count

import numpy as np
import pytest

from experiment import generate
from experiment.generate import GenerateArguments
from foundation.errors import UserError


def batches(size=100):
    """Numbers 0, 1, 2, ... as rows of one column, and how many batches were asked for."""
    for number in count():
        yield np.arange(number * size, (number + 1) * size, dtype=np.float64)[:, None]


def asked(number, *where):
    return GenerateArguments(run="r", class_name="7", count=number, where=where)


def test_the_first_that_meet_it_are_kept_and_no_more_are_drawn():
    found, drawn = generate._meeting(
        batches(), lambda rows: rows[:, 0] % 40 == 3, asked(4, "x=3"), "rows"
    )
    assert found[:, 0].tolist() == [3, 43, 83, 123] and drawn == 200


def test_without_a_condition_one_batch_is_the_answer():
    found, drawn = generate._meeting(
        batches(5), lambda rows: np.ones(len(rows), bool), asked(5), "rows"
    )
    assert found[:, 0].tolist() == [0, 1, 2, 3, 4] and drawn == 5


def test_a_condition_that_is_too_rare_is_said_after_a_bound(monkeypatch):
    monkeypatch.setattr(generate, "_MOST_DRAWN", 1000)
    with pytest.raises(UserError) as error:
        generate._meeting(batches(), lambda rows: rows[:, 0] == 7, asked(2, "x=7"), "rows")
    assert "found 1 of 1,000 rows that meet it, too few for --count 2" in str(error.value)
    assert str(error.value).startswith("--where x=7: expected what the generator of class 7 draws")


def test_latents_come_in_one_sequence_however_many_at_a_time():
    from gan.synthesis import draw_latents, latent_batches

    for truncation in (None, 1.5):
        parts = latent_batches(4, 3, 5, truncation)
        together = np.concatenate([next(parts), next(parts)])
        np.testing.assert_array_equal(together, draw_latents(8, 3, 5, truncation))
