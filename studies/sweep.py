"""`sweep ...`: a small grid of settings, ranked on validation images."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from rich.console import Console

from foundation.errors import UserError
from studies.grid import PlannedRun
from studies.opening import do_study, open_study
from studies.study import Study
from studies.sweep_page import (
    answer,
    as_json,
    command_of,
    draw_ranking,
    ranking_table,
    render_sweep,
    score_text,
    warnings,
)
from studies.sweep_request import KIND, SEARCHES, WITHOUT_VIEWS, SweepRequest, read_sweep
from studies.sweep_results import HeldOut, rank, score
from studies.telling import copy_thumbnail


def run_sweep(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `sweep`.
        console: Where progress and the result go.

    Returns:
        The exit code: 0, or 3 where a run failed or an arm is incomplete.

    Raises:
        UserError: Bad input; nothing that was finished is lost.
    """
    sweep, request, rest = read_sweep(words)
    study, output = open_study(
        KIND, words, request, rest, console,
        name_ends="" if sweep.trials is None else f"-{sweep.search}",
        tell=Teller(by=sweep.by, words=tuple(rest)).tell,
        search=_search(sweep),
        says_test_figures=False,
    )  # fmt: skip
    if sweep.trials is not None:
        study.at_most = min(sweep.trials * len(request.all_seeds), len(study.planned))
    held_out(study)  # a ranking without validation images is refused first
    return do_study(study, output, console)


def _search(sweep: SweepRequest) -> Callable[[Study], Iterator[PlannedRun]] | None:
    """What chooses the candidates; None: all are tried."""
    row = SEARCHES[sweep.search]
    if not row.module:
        return None
    made = importlib.import_module(row.module).search(
        sweep.trials, lambda runs: score(runs, sweep.by)
    )
    return cast(Callable[[Study], Iterator[PlannedRun]], made)


def held_out(study: Study) -> HeldOut:
    """The validation images of a sweep's runs: those of its first one, since no setting moves them.

    Raises:
        UserError: There are none.
    """
    _, run = study.plan(study.planned[0])
    if run.config.selection != "validation":
        # The published protocol draws its curves on the test images.
        why = run.selection_remark or "What its curves are of is the test set."
        raise UserError(
            f"{KIND}: expected validation examples to rank candidates by, found none. {why}"
        )
    labels = run.data.labels[run.draw_split().validation]
    counts = np.bincount(labels, minlength=len(run.data.class_names))
    return HeldOut(images=int(counts.sum()), fewest=int(counts.min()))


@dataclass(frozen=True)
class Teller:
    """Tells a sweep."""

    by: str
    """The arm that ranks."""
    words: tuple[str, ...]
    """What every run is given."""

    def tell(self, study: Study) -> None:
        """Write what the sweep's directory holds beside its record, and say what came out."""
        runs = study.runs()
        if study.search:  # what it left out is no candidate
            tried = {planned.setting for planned in study.done}
            runs = [run for run in runs if run.planned.setting in tried]
        grid = len({planned.setting for planned in study.planned})
        ranking = rank(
            runs,
            self.by,
            held_out(study),
            grid=grid,
            asked=grid * study.count // len(study.planned),
            ended=study.search_ended,
        )
        winner = ranking.winner
        asked = self._asked_words()
        command = command_of(winner, study.asked.request, asked) if winner else ""
        study.write("sweep.csv", ranking_table(ranking).to_csv(index=False))
        study.write("sweep.json", as_json(ranking, command))
        picture = draw_ranking(ranking)
        if picture:
            study.write("plots/ranking.png", picture)
        copy_thumbnail(study, (run.root for run in runs))
        page = render_sweep(
            ranking,
            name=study.name,
            command=command,
            made_by=study.command,
            picture=picture,
            runs=runs,
        )
        study.write("report.html", page)
        for line in (answer(ranking), score_text(ranking), *warnings(ranking)):
            study.display.say(line)
        if command:
            study.display.say(f"A whole run with it: {command}")
        study.display.say(f"Report: {study.directory / 'report.html'}")

    def _asked_words(self) -> tuple[str, ...]:
        """Without what the sweep has added: a whole run has its usual arms, and views."""
        words = self.words
        for own in (("--arms", self.by), WITHOUT_VIEWS):
            words = words[: -len(own)] if words[-len(own) :] == own else words
        return words
