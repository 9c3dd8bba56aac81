"""A search through the candidates of a sweep; skipped, and said so, where optuna is missing."""

import importlib
from dataclasses import replace
from types import SimpleNamespace

import pytest

from foundation.errors import UserError
from studies import sweep_search
from studies.grid import plan_grid
from studies.request import StudyRequest
from studies.sweep_page import warnings
from studies.sweep_request import SEARCHES, answer_without_work, read_sweep
from studies.sweep_results import rank, score
from studies.sweep_search import TpeSearch, values_of
from tests.studies.test_sweep import HELD, SCORES, make_sweep

WEIGHTS = ("0.5", "0.1", "1", "2", "4", "8", "16")  # as they may be typed
FAMILIES = ("dcgan", "cgan", "r3gan")
BEST = (("gan.r1-weight", "2"), ("gan", "cgan"))


@pytest.fixture
def searched():
    """A function that goes through a search, every run done as soon as it is chosen."""
    pytest.importorskip("optuna", reason="needs the package optuna of requirements.txt")
    return go_through


def make_study(seeds=2):
    vary = (("gan.r1-weight", *WEIGHTS), ("gan", *FAMILIES))
    return SimpleNamespace(planned=plan_grid(StudyRequest(seeds=(seeds,), vary=vary), []), done={})


def value_of(setting):
    weight, family = (value for _, value in setting)
    return 0.9 - abs(sorted(WEIGHTS, key=float).index(weight) - 3) / 20 - 0.1 * (family != "cgan")


def go_through(trials, *, seeds=2, failing=()):
    """The settings that are tried, in order."""
    study = make_study(seeds)

    def mean(runs):
        return None if runs[0].setting in failing else value_of(runs[0].setting)

    for planned in TpeSearch(trials, mean)(study):
        assert planned not in study.done
        study.done[planned] = planned
    tried = list(dict.fromkeys(planned.setting for planned in study.done))
    assert len(study.done) == seeds * len(tried)
    return tried


def test_it_tries_so_many_candidates_with_all_seeds_and_each_once(searched):
    assert len(searched(9)) == 9
    assert len(searched(2, seeds=3)) == 2


def test_it_finds_the_best_of_many_in_a_part_of_the_trials(searched):
    tried = searched(12)
    assert BEST in tried and len(make_study(1).planned) == 21
    # After the first ones, drawn by chance, it stays near what did well.
    later = [value_of(setting) for setting in tried[5:]]
    assert sum(later) / len(later) > sum(map(value_of, tried[:5])) / 5


def test_a_search_goes_on_as_it_began(searched):
    assert searched(4) == searched(9)[:4] == searched(9)[:4]


def test_it_ends_where_there_is_nothing_left(searched):
    assert set(searched(50)) <= {planned.setting for planned in make_study().planned}
    assert len(searched(50)) <= 21


def test_a_search_that_ends_before_its_trials_says_why(searched, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep_search, "_PATIENCE", 1)
    study = make_study(1)
    study.search_ended = ""
    for planned in TpeSearch(21, lambda runs: value_of(runs[0].setting))(study):
        study.done[planned] = planned
    assert len(study.done) < 21 and "its last 1 proposals" in study.search_ended
    runs, _ = make_sweep(tmp_path)
    early = rank(runs, "synthetic", HELD, grid=21, asked=9, ended=study.search_ended)
    assert f"The search ended after 4 of 9 trials: {study.search_ended}." in warnings(early)
    stopped = " ".join(warnings(rank(runs, "synthetic", HELD, grid=21, asked=9)))
    assert "after 4 of 9 trials: it was stopped, and the same command goes on." in stopped
    whole = " ".join(warnings(rank(runs, "synthetic", HELD, grid=21, asked=4)))
    assert "The search ended" not in whole and "tried 4 of 21 combinations" in whole


def test_a_candidate_that_failed_has_no_score_and_stops_nothing(searched):
    first = searched(1)[0]
    tried = searched(8, failing=(first,))
    assert tried[0] == first and len(tried) == 8


def test_numbers_keep_their_order_and_names_have_none():
    settings = [planned.setting for planned in make_study(1).planned]
    assert values_of(settings) == {
        "gan.r1-weight": ["0.1", "0.5", "1", "2", "4", "8", "16"],
        "gan": list(FAMILIES),
    }


def test_the_score_is_the_ranking_one(tmp_path):
    runs, ranking = make_sweep(tmp_path, {("0", "cgan"): (0.9, 0.94), ("1", "cgan"): (0.9, None)})
    assert score(runs[:2], "synthetic") == pytest.approx(0.92) == ranking.winner.found.mean
    assert score(runs[2:], "synthetic") is None


def test_every_search_has_what_its_row_promises():
    assert [name for name, row in SEARCHES.items() if not row.module] == ["grid"]
    for row in SEARCHES.values():
        if row.module:
            assert callable(importlib.import_module(row.module).search)


def test_a_package_that_is_missing_is_named_before_any_work(monkeypatch):
    row = replace(SEARCHES["tpe"], needs="no_such_package")
    monkeypatch.setitem(SEARCHES, "tpe", row)
    words = ["--dataset", "digits", "--vary", "mix=0.3,0.4"]
    answer_without_work(words)
    with pytest.raises(ModuleNotFoundError) as found:
        answer_without_work([*words, "--search", "tpe", "--trials", "2"])
    assert found.value.name == "no_such_package"


@pytest.mark.parametrize(("words", "said"), [
    (["--search", "tpa", "--trials", "3"], "--search: expected one of grid, tpe, found 'tpa'"),
    (["--trials", "3"], "--trials: expected none with --search grid"),
    (["--search", "tpe"], "--trials: expected at least 2 with --search tpe, found None"),
    (["--search", "tpe", "--trials", "1"], "--trials: expected at least 2 with --search tpe"),
])  # fmt: skip
def test_bad_input_is_a_sentence(words, said):
    with pytest.raises(UserError, match=f"^{said}"):
        read_sweep(["--vary", "mix=0.3,0.4", *words])


def test_what_a_search_left_out_is_no_candidate(tmp_path):
    three = dict(list(SCORES.items())[:3])
    runs, _ = make_sweep(tmp_path, three)
    ranking = rank(runs, "synthetic", HELD, grid=4)
    assert any(text.startswith("A search has tried 3 of 4") for text in warnings(ranking))
    effects = {(each.option, each.value): each.candidates for each in ranking.effects}
    # One combination of the other option alone has both values.
    assert set(effects.values()) == {1} and len(effects) == 4
