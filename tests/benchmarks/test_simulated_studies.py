"""Studies whose truth is known: the words and intervals of a study are right often enough.

`python -m benchmarks.simulated_studies` does the same with thousands of studies; the bounds here
leave room for the few of a test, and would not hold without the correction or the moderation.
"""

import numpy as np
import pytest

from benchmarks.simulated_studies import Kind, run, simulate, true_difference
from studies.differences import BEST_CHEAP, CHEAP_ARMS, compare

STUDIES = 40


@pytest.fixture(scope="module")
def planted():
    return run(Kind(seeds=5, arms=7, effect=3.0), STUDIES)


def test_intervals_cover_the_truth(planted):
    assert 0.92 <= planted.covered / planted.comparisons <= 0.98


def test_planted_effects_are_found(planted):
    assert planted.found >= 0.75 * STUDIES  # 87 % of many studies


def test_corrected_intervals_cover_all_at_once(planted):
    assert planted.all_covered >= 0.88 * STUDIES


@pytest.mark.parametrize("arms", [3, 10])
def test_nothing_is_called_where_nothing_is(arms):
    tally = run(Kind(seeds=5, arms=arms), STUDIES)
    assert tally.false_words <= 0.12 * STUDIES  # 4 % of many studies


def test_three_seeds_work_with_wider_intervals():
    tally = run(Kind(seeds=3, arms=5), 30)
    assert tally.false_words <= 4 and 0.90 <= tally.covered / tally.comparisons <= 0.99


def test_the_truth_of_a_study_is_what_was_planted():
    kind = Kind(seeds=2, arms=3, effect=3.0, augmented=1.0)
    values, truth = simulate(kind, np.random.default_rng(0))
    found = compare(values, {str(n): n for n in (10, 25, 50, 100)}, resolution=1e-4)
    true = {(each.pair.cell, each.pair.reference): true_difference(each, truth) for each in found}
    planted = next(each for each in truth if (each.arm, each.size) == ("arm 0", "10"))
    assert true[planted, BEST_CHEAP] == pytest.approx(0.02)
    assert true[planted, CHEAP_ARMS[0]] == pytest.approx(0.03)
    assert true[planted._replace(size="25"), BEST_CHEAP] == pytest.approx(-0.01)
