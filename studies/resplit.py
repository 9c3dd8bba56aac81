"""A run's command line as a study of several splits of the same data."""

import shlex
from collections.abc import Sequence

from datasets.dataset import Dataset
from experiment.pipeline import Request
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from plan.config import ExperimentConfig
from studies.data_by_split import load_by_split
from studies.opening import do_study, plan_study
from studies.request import read_request
from studies.telling import tell_study

_OPTION = "--resplit"


def run_splits(request: Request, source: Dataset, display: ProgressDisplay) -> int | None:
    """Do a run's command line as a study of several splits, where there are to be several.

    Args:
        request: The command line of a run.
        source: The data that it names.
        display: Where progress and the result go.

    Returns:
        The exit code of the study; None: one run is asked for.

    Raises:
        UserError: Several splits are asked for, and an option is about one run alone, or the test
            examples are the same in every split.
    """
    count = count_splits(request, source)
    if count == 1:
        return None
    asked, rest = read_request(_words_of_study(request.words, count))
    display.say(
        f"{count} runs, each with a split and a seed of its own: one split of "
        f"{len(source.examples):,} {source.kind.nouns[1]} says little ({_OPTION} 1 makes one run)."
    )
    command = shlex.join(("python", "run_experiment.py", *request.words))
    study, output = plan_study("study", asked, rest, source, display, command, tell=tell_study)
    return do_study(study, output, display.console)


def count_splits(request: Request, source: Dataset) -> int:
    """How many splits a command line of a run asks for; without a word what its data needs."""
    asked = request.arguments.resplit
    if asked is not None:
        return asked
    usual = source.kind.usual_splits(len(source.examples))
    if usual == 1 or len(source.class_names) < 2 or not _leaves_it_open(request):
        return 1
    try:
        load_by_split(request, source)
    except UserError:  # test examples are given
        return 1
    return usual


def _leaves_it_open(request: Request) -> bool:
    """Whether nothing on a command line is about one run alone."""
    if request.arguments.run.preset != ExperimentConfig.preset:
        return False
    try:
        read_request(_words_of_study(request.words, 2))
    except UserError:
        return False
    return True


def _words_of_study(words: Sequence[str], count: int) -> list[str]:
    """The same words for a study, which has a switch in the place of the number."""
    kept, skipping = [], False
    for word in words:
        if word.startswith("--"):
            skipping = word.partition("=")[0] == _OPTION
        if not skipping:
            kept.append(word)
    return [_OPTION, "--seeds", str(count), *kept]
