"""Many runs from a command line to their result: what `study` and `sweep` have in common."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from datasets.dataset import Dataset
from experiment.pipeline import EXIT_INCOMPLETE, EXIT_OK, Request, load_source
from foundation.devices import start_tensorflow
from foundation.progress import ProgressDisplay
from studies.data_by_split import load_by_split
from studies.estimate import print_estimate
from studies.grid import plan_grid, study_name
from studies.index import keep_listed
from studies.request import StudyRequest
from studies.runs_at_once import runs_for
from studies.study import Study
from studies.study_file import AskedStudy


def open_study(
    kind: str,
    words: Sequence[str],
    request: StudyRequest,
    rest: Sequence[str],
    console: Console,
    *,
    name_ends: str = "",
    **fields: Any,
) -> tuple[Study, Path]:
    """Plan the runs and load their data.

    Args:
        kind: What messages and its directory call it: `study` or `sweep`.
        words: The command line after the kind.
        request: What they say of the study.
        rest: What they say of every run.
        console: Where progress goes.
        name_ends: What its name ends with, where it was not given one.
        **fields: Further ones of `Study`.

    Returns:
        The study, and the directory of all outputs.

    Raises:
        UserError: An option that cannot be varied, or data that cannot be loaded.
    """
    first = Request.read(plan_grid(request, rest)[0].words)
    start_tensorflow(first.arguments.run.gan.threads)
    display = ProgressDisplay(console)
    source = load_source(first, display)
    command = shlex.join(("python", "run_experiment.py", kind, *words))
    return plan_study(kind, request, rest, source, display, command, name_ends=name_ends, **fields)


def plan_study(
    kind: str,
    request: StudyRequest,
    rest: Sequence[str],
    source: Dataset,
    display: ProgressDisplay,
    command: str,
    *,
    name_ends: str = "",
    **fields: Any,
) -> tuple[Study, Path]:
    """The same on data that is there.

    Args:
        kind: As for `open_study`, and so are the others.
        request: What is said of the study.
        rest: What is said of every run.
        source: The data of the first run.
        display: Where progress goes.
        command: What was typed.
        name_ends: What its name ends with, where it was not given one.
        **fields: Further ones of `Study`.

    Raises:
        UserError: An option that cannot be varied, or splits are asked for of data whose test
            examples are given.
    """
    planned = plan_grid(request, rest)
    first = Request.read(planned[0].words)
    name = study_name(request, first.arguments.run.preset)
    if request.name is None:
        name += name_ends
    study = Study(
        name=name,
        directory=first.arguments.output / source.name / f"{kind}-{name}",
        asked=AskedStudy(
            kind=kind,
            dataset=first.arguments.run.dataset,
            request=request,
            words=tuple(rest),
        ),
        command=command,
        planned=planned,
        source=source,
        display=display,
        load=load_by_split(first, source) if request.resplit else None,
        runs_at_once=runs_for(first, source, len(planned)),
        **fields,
    )
    return study, first.arguments.output


def do_study(study: Study, output: Path, console: Console) -> int:
    """Do a study, or print what it would take; then list it.

    Args:
        study: As opened.
        output: The directory of all outputs.
        console: Where it is said that the list could not be written.

    Returns:
        The exit code: 0, or 3 where a run failed or an arm is incomplete.

    Raises:
        UserError: Bad input; nothing that was finished is lost.
    """
    study.check()
    if study.asked.request.dry_run:
        print_estimate(study)
        return EXIT_OK
    try:
        return EXIT_OK if study.do() else EXIT_INCOMPLETE
    finally:
        keep_listed(output, console)
