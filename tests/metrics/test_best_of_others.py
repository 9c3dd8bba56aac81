"""The better of two, chosen on other seeds."""

import numpy as np
import pytest

from metrics.best_of_others import chosen_on_other_seeds


def test_the_choice_for_a_seed_is_that_of_the_others():
    values = np.array([[0.9, 0.5, 0.5], [0.6, 0.6, 0.6]])
    # Without seed 0 the second leads; without another seed 0.70 against 0.60.
    assert chosen_on_other_seeds(values).tolist() == [1, 0, 0]


def test_of_equals_it_is_the_first():
    values = np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.2, 0.2]])
    assert chosen_on_other_seeds(values[[2, 2]]).tolist() == [0, 0, 0]
    # Of the middle seed's others both have 0.2.
    assert chosen_on_other_seeds(values[:2]).tolist() == [0, 0, 1]


def test_a_seed_does_not_move_its_own_choice():
    random = np.random.default_rng(0)
    values = random.uniform(size=(2, 6))
    before = chosen_on_other_seeds(values)
    values[:, 3] = [1.0, 0.0] if before[3] else [0.0, 1.0]
    assert chosen_on_other_seeds(values)[3] == before[3]


def test_one_seed_has_no_others():
    with pytest.raises(ValueError, match="seeds >= 2"):
        chosen_on_other_seeds(np.zeros((2, 1)))
