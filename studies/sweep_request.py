"""What a sweep's command line asks for; answered and refused without TensorFlow."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import tyro

from arms.catalog import ARMS
from experiment.command_line import answer_without_work as answer_run
from experiment.command_line import run_parser
from experiment.parsing import parse_known_words
from foundation.errors import UserError, unknown_name
from foundation.rows import in_words
from plan.presets import PAPER_SMALL_CLASS
from studies.grid import plan_grid, settings_of
from studies.request import StudyRequest, check_words_of_runs

KIND = "sweep"
WITHOUT_VIEWS = ("--no-views",)


@dataclass(frozen=True, kw_only=True)
class Search:
    """A way to choose candidates."""

    about: str
    module: str = ""
    """Has `search(trials, score)`, which returns what `studies.study.Study.search` is; imported
    when it is used. Empty: all candidates are tried."""
    needs: str = ""
    """A package that it imports and nothing else does."""


SEARCHES = {
    "grid": Search(about="every combination of the values"),
    "tpe": Search(
        about=(
            "combinations that a tree-structured Parzen estimator chooses by the scores so far "
            "(Bergstra et al. 2011; needs the package optuna)"
        ),
        module="studies.sweep_search",
        needs="optuna",
    ),
}
DESCRIPTION = """\
Which setting is worth a whole run? Every combination of the values that are given is a candidate,
run as an ordinary run for each seed, as by "run_experiment.py study"; what is there already counts.
With --search tpe --trials N only N of them are, chosen by what the ones before have reached.
Candidates are ranked by what the classifier of one arm reaches on validation images at the end of
its training, mean over the seeds. Test images choose nothing and their figures are not shown.
Results go to OUTPUT/DATASET/sweep-NAME/: report.html first, sweep.csv, sweep.json. The same command
again goes on where it stopped.

  run_experiment.py sweep --dataset mnist --vary gan.r1_weight=0.01,0.1,1 --vary gan=dcgan,r3gan

The first of many candidates looks better than it is, because the luckiest comes first. So measure
it anew, by the command that the page ends with: a whole run with another seed.

Besides these options those of a run may be given: see "run_experiment.py --help". Without --arms
the runs have just the arm that ranks. Without --views they draw nothing of what happened inside
their trainings; "run_experiment.py inspect RUN" does so later.
"""


@dataclass(frozen=True, kw_only=True)
class SweepRequest:
    """Which candidates a sweep has, and what ranks them."""

    vary: Annotated[tuple[tuple[str, ...], ...], tyro.conf.UseAppendAction] = ()
    """An option of a run and its values, such as gan.r1_weight=0.01,0.1,1; where values have commas
    of their own, as words: augmentation.zoom 0.8,1 0.9,1. May be given several times."""
    seeds: tuple[int, ...] = (2,)
    """One number: so many seeds for every candidate, from 0 on; several: these."""
    by: str = "synthetic"
    """The arm whose classifier ranks the candidates."""
    search: Annotated[str, tyro.conf.arg(help=in_words("How candidates are chosen", SEARCHES))] = (
        "grid"
    )
    trials: int | None = None
    """With --search tpe: how many candidates are tried; with a larger number the same search goes
    on. Range: >= 2."""
    samples_per_class: str = "all"
    """Real images per class, validation included."""
    name: str | None = None
    """Of the sweep's directory; None: preset, amount and varied options."""
    dry_run: bool = False
    """Print the runs, their units, an estimate of time and disk space; write nothing."""


def read_sweep(words: Sequence[str]) -> tuple[SweepRequest, StudyRequest, list[str]]:
    """What was asked for, the runs as those of a study, and the words that are for each of them.

    Raises:
        UserError: An option that a sweep cannot have or that is unknown, or a value out of range.
        SystemExit: With 0, after --help.
    """
    asked, rest = parse_known_words(
        SweepRequest, words, prog="run_experiment.py sweep", description=DESCRIPTION
    )
    _check_search(asked)
    if asked.by not in ARMS:
        raise unknown_name("arm", asked.by, ARMS, option="--by")
    request = StudyRequest(
        seeds=asked.seeds,
        samples_per_class=(asked.samples_per_class,),
        vary=tuple(map(_option_and_values, asked.vary)),
        name=asked.name,
        dry_run=asked.dry_run,
    )
    request.check()
    check_words_of_runs(rest, words, KIND)
    _check_candidates(request)
    return asked, request, [*rest, *_views(rest), *_arms(asked.by, rest)]


def _check_search(asked: SweepRequest) -> None:
    if asked.search not in SEARCHES:
        raise unknown_name("search", asked.search, SEARCHES, option="--search")
    chooses = bool(SEARCHES[asked.search].module)
    if not chooses and asked.trials is not None:
        raise UserError(
            f"--trials: expected none with --search {asked.search}, which tries all, found "
            f"{asked.trials}."
        )
    if chooses and (asked.trials is None or asked.trials < 2):
        raise UserError(
            f"--trials: expected at least 2 with --search {asked.search}, found {asked.trials}."
        )


def _option_and_values(words: tuple[str, ...]) -> tuple[str, ...]:
    """Either form of an option with its values as the words of a study's."""
    if not words or "=" not in words[0]:
        return words
    option, _, values = words[0].partition("=")
    if len(words) > 1 or not option or not all(values.split(",")):
        raise UserError(
            "--vary: expected OPTION=VALUE,VALUE without blanks, or OPTION VALUE VALUE, found "
            f"{' '.join(words)!r}."
        )
    return option, *values.split(",")


def _check_candidates(request: StudyRequest) -> None:
    count = len(settings_of(request))
    if count < 2:
        raise UserError(
            "--vary: expected two candidates or more, such as --vary gan.r1_weight=0.01,0.1,1, "
            f"found {count if request.vary else 'none'}."
        )


def _views(rest: Sequence[str]) -> list[str]:
    """Words that leave out the views, where nothing is said of them."""
    return [] if {"--views", "--no-views"} & set(rest) else list(WITHOUT_VIEWS)


def _arms(by: str, rest: Sequence[str]) -> list[str]:
    """Words for the one arm that is needed, where no arms are given.

    Raises:
        UserError: Those that are given lack it.
    """
    if not any(word.partition("=")[0] == "--arms" for word in rest):
        return ["--arms", by]
    arms = run_parser(rest)(PAPER_SMALL_CLASS).run.arms
    if by not in arms:
        raise UserError(f"--arms: expected {by} among them (--by), found {' '.join(arms)}.")
    return []


def answer_without_work(words: Sequence[str]) -> None:
    """Answer `--help` and refuse wrong options before anything slow is imported.

    Raises:
        SystemExit: With 0 after the help.
        UserError: A wrong option, or what a run of the sweep could not be asked for.
        ModuleNotFoundError: A package is missing that the search needs.
    """
    asked, request, rest = read_sweep(words)
    for planned in plan_grid(request, rest):
        if planned.seed == request.all_seeds[0]:
            answer_run(planned.words)
    needs = SEARCHES[asked.search].needs
    if needs and importlib.util.find_spec(needs) is None:
        raise ModuleNotFoundError(f"No module named {needs!r}", name=needs)
