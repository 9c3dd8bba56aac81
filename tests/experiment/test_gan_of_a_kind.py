"""What the GANs of one kind of data have is asked for before the kind is known."""

import pytest

from experiment.command_line import answer_without_work
from foundation.errors import UserError


def test_packs_of_rows_are_no_error_before_it_is_known_that_the_data_are_rows():
    answer_without_work(["--dataset", "iris", "--gan.pack", "4"])


@pytest.mark.parametrize(
    "words, said",
    [
        ("--gan dcgan --gan.pack 4", "--gan.pack: expected 1 with the networks dcgan"),
        ("--preset paper --gan.pack 4", "--gan.pack: expected 1 with the networks paper"),
        ("--gan rows --gan.pack 7", "--gan.pack: expected a number that divides the"),
    ],
)
def test_what_no_kind_has_is_refused_at_once(words, said):
    with pytest.raises(UserError, match=said):
        answer_without_work(words.split())
