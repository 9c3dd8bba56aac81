"""The page, tables and sentences of a sweep."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiment.command_line import option_words
from plots.candidates import CandidatePoint, plot_candidates
from plots.style import figure_to_png
from report.numbers import number, percent
from report.rendering import render
from studies.grid import label_of
from studies.request import StudyRequest
from studies.results import RunOfStudy
from studies.sweep_results import FEW_OF_A_CLASS, Candidate, Ranking

_TEMPLATES = Path(__file__).parent / "templates"
_COLUMNS = (
    *("rank", "setting", "seeds", "asked_seeds", "mean_validation_accuracy", "sd_over_seeds"),
    *("low", "high", "gan_seconds", "missing"),
)


def score_text(ranking: Ranking) -> str:
    """What the scores are, and of how many images."""
    held = ranking.held_out
    return (
        f"Scores are the accuracy of the classifier of {ranking.by} at the end of its training on "
        f"{number(held.images)} validation examples, real ones that nothing was trained on "
        f"({number(held.fewest)} of the smallest class). No test example has a part in it."
    )


def warnings(ranking: Ranking) -> list[str]:
    """What a reader has to know before the first candidate is taken for the best."""
    count = sum(each.is_whole for each in ranking.candidates)
    said = []
    if count > 1:
        said.append(
            f"The first of {count} candidates looks better than it is, because the luckiest comes "
            "first: measure it on new seeds before it is believed."
        )
    if ranking.held_out.is_few:
        said.append(
            f"A class has {ranking.held_out.fewest} validation examples only: below "
            f"{FEW_OF_A_CLASS}, near candidates are told apart by a few of them."
        )
    if ranking.candidates and max(each.asked for each in ranking.candidates) < 2:
        said.append("One seed was run for each candidate: nothing says how far seeds spread.")
    tried = len(ranking.candidates)
    if 0 < tried < ranking.asked:
        why = ranking.ended or "it was stopped, and the same command goes on"
        said.append(f"The search ended after {tried} of {ranking.asked} trials: {why}.")
    if 0 < tried < ranking.grid:
        said.append(
            f"A search has tried {tried} of {ranking.grid} combinations, more of those like the "
            "ones that had done well: what an option does for itself is seen in few of them."
        )
    left_out = [each.name for each in ranking.candidates if not each.is_whole]
    if left_out:
        said.append(
            f"Not ranked, because a run has no result or a class failed: {'; '.join(left_out)}."
        )
    return said


def answer(ranking: Ranking) -> str:
    """The ranking in a sentence."""
    winner = ranking.winner
    if winner is None or winner.found is None:
        return "No candidate is finished yet, so there is no ranking."
    whole = sum(each.is_whole for each in ranking.candidates)
    seeds = "one seed" if winner.found.seeds == 1 else f"mean of {winner.found.seeds} seeds"
    return (
        f"On {ranking.title}, {winner.name} is first of {whole} candidates: "
        f"{percent(winner.found.mean)} of {number(ranking.held_out.images)} validation examples "
        f"({ranking.by}, {seeds})."
    )


def command_of(candidate: Candidate, request: StudyRequest, rest: Sequence[str]) -> str:
    """The command line of a whole run with a setting, with a seed that the sweep has not used.

    Args:
        candidate: With the setting.
        request: The runs of the sweep.
        rest: What was asked for every run, without what the sweep itself has added.
    """
    seed, (amount,) = str(max(request.all_seeds) + 1), request.samples_per_class
    words = [*rest, "--seed", seed]
    if amount != "all":
        words += ["--samples-per-class", amount, "--subset-seed", seed]
    for option, value in candidate.setting:
        words += option_words(option, value)
    words += ["--label", label_of(candidate.setting)]
    return shlex.join(["python", "run_experiment.py", *words])


def ranking_table(ranking: Ranking) -> pd.DataFrame:
    """One row per candidate: `sweep.csv`, the varied options in columns of their own."""
    options = [option for option, _ in ranking.candidates[0].setting] if ranking.candidates else []
    rows = [
        {key: value for key, value in row.items() if key != "values"} | row["setting"]
        for row in _rows(ranking)
    ]
    columns = [name for name in _COLUMNS if name != "setting"]
    return pd.DataFrame(rows, columns=[columns[0], *options, *columns[1:]])


def _rows(ranking: Ranking) -> list[dict[str, Any]]:
    return [_row(place, each) for place, each in enumerate(ranking.candidates, start=1)]


def _row(place: int, each: Candidate) -> dict[str, Any]:
    low, high = each.interval or (None, None)
    return {
        "rank": place if each.is_whole else None,
        "setting": dict(each.setting),
        "seeds": len(each.values),
        "asked_seeds": each.asked,
        "mean_validation_accuracy": each.found.mean if each.found else None,
        "sd_over_seeds": each.spread,
        "low": low,
        "high": high,
        "gan_seconds": each.gan_seconds,
        "missing": each.missing,
        "values": {str(seed): value for seed, value in each.values.items()},
    }


def as_json(ranking: Ranking, command: str) -> str:
    """Everything that the sweep found: `sweep.json`."""
    effects = []
    for each in ranking.effects:
        found = each.against_first
        low, high = (found.interval() if found else None) or (None, None)
        effects.append(
            {
                "option": each.option,
                "value": each.value,
                "candidates": each.candidates,
                "mean_validation_accuracy": each.mean,
                "against_first": found.mean if found else None,
                "low": low,
                "high": high,
            }
        )
    content = {
        "data": ranking.title,
        "by": ranking.by,
        "score": score_text(ranking),
        "validation_images": ranking.held_out.images,
        "fewest_of_a_class": ranking.held_out.fewest,
        "answer": answer(ranking),
        "warnings": warnings(ranking),
        "command": command,
        "candidates": _rows(ranking),
        "effects": effects,
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def draw_ranking(ranking: Ranking) -> bytes | None:
    """The plot as a PNG; None while no candidate has a result."""
    points = [
        CandidatePoint(
            name=each.name,
            values=list(each.values.values()),
            mean=each.found.mean,
            interval=each.interval,
        )
        for each in ranking.candidates
        if each.found
    ]
    if not points:
        return None
    return figure_to_png(
        plot_candidates(points, ranking.title, f"Validation accuracy of {ranking.by}")
    )


def render_sweep(
    ranking: Ranking,
    *,
    name: str,
    command: str,
    made_by: str,
    picture: bytes | None,
    runs: Sequence[RunOfStudy],
) -> str:
    """The page; every text of the data is escaped.

    Args:
        ranking: What was found.
        name: Of the sweep.
        command: Of a whole run with the first candidate; empty: there is none yet.
        made_by: What was typed.
        picture: Of the ranking.
        runs: Of the sweep.
    """
    return str(
        render(
            "sweep",
            _TEMPLATES,
            ranking=ranking,
            name=name,
            answer=answer(ranking),
            score=score_text(ranking),
            warnings=warnings(ranking),
            command=command,
            made_by=made_by,
            drawn=picture,
            runs=runs,
        )
    )
