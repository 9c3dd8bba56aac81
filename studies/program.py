"""`study ...`: many runs, and what they say together."""

import shlex
from collections.abc import Sequence

from rich.console import Console

from datasets.dataset import Dataset
from experiment.pipeline import EXIT_INCOMPLETE, EXIT_OK, Request, load_source
from foundation.devices import start_tensorflow
from foundation.progress import ProgressDisplay
from studies.budget import within_budget
from studies.data_by_split import load_by_split
from studies.estimate import print_estimate
from studies.grid import plan_grid, study_name
from studies.index import keep_listed
from studies.request import StudyRequest, read_request
from studies.runs_at_once import runs_for
from studies.study import Study
from studies.study_file import AskedStudy
from studies.telling import tell_study


def run_many(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `study`.
        console: Where progress and the result go.

    Returns:
        The exit code: 0, or 3 where a run failed or an arm is incomplete.

    Raises:
        UserError: Bad input; nothing that was finished is lost.
    """
    request, rest = read_request(words)
    first = Request.read(plan_grid(request, rest)[0].words)
    start_tensorflow(first.arguments.run.gan.threads)
    display = ProgressDisplay(console)
    source = load_source(first, display)
    command = shlex.join(("python", "run_experiment.py", "study", *words))
    return do_study(request, rest, source, display, command)


def do_study(
    request: StudyRequest,
    rest: Sequence[str],
    source: Dataset,
    display: ProgressDisplay,
    command: str,
) -> int:
    """Do a study, or say what it would take.

    Args:
        request: Which runs it has.
        rest: The words of every run.
        source: The data that they name.
        display: Where progress and the result go.
        command: What was typed.

    Returns:
        The exit code.

    Raises:
        UserError: As for `run_many`.
    """
    planned = plan_grid(request, rest)
    first = Request.read(planned[0].words)
    name = study_name(request, first.arguments.run.preset)
    study = Study(
        name=name,
        directory=first.arguments.output / source.name / f"study-{name}",
        asked=AskedStudy(dataset=first.arguments.run.dataset, request=request, words=tuple(rest)),
        command=command,
        planned=planned,
        source=source,
        display=display,
        tell=tell_study,
        load=load_by_split(first, source) if request.resplit else None,
        runs_at_once=runs_for(first, source, len(planned)),
    )
    study = within_budget(study)
    study.check()
    if request.dry_run:
        print_estimate(study)
        return EXIT_OK
    try:
        return EXIT_OK if study.do() else EXIT_INCOMPLETE
    finally:
        keep_listed(first.arguments.output, display.console)
