"""`study ...`: many runs, and what they say together."""

import shlex
from collections.abc import Sequence

from rich.console import Console

from experiment.pipeline import EXIT_INCOMPLETE, EXIT_OK, Request, load_source
from foundation.devices import start_tensorflow
from foundation.progress import ProgressDisplay
from studies.budget import within_budget
from studies.estimate import print_estimate
from studies.grid import plan_grid, study_name
from studies.index import keep_listed
from studies.request import read_request
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
    planned = plan_grid(request, rest)
    first = Request.read(planned[0].words)
    start_tensorflow(first.arguments.run.gan.threads)
    display = ProgressDisplay(console)
    source = load_source(first, display)
    name = study_name(request, first.arguments.run.preset)
    study = Study(
        name=name,
        directory=first.arguments.output / source.name / f"study-{name}",
        asked=AskedStudy(dataset=first.arguments.run.dataset, request=request, words=tuple(rest)),
        command=shlex.join(("python", "run_experiment.py", "study", *words)),
        planned=planned,
        source=source,
        display=display,
        tell=tell_study,
    )
    study = within_budget(study)
    study.check()
    if request.dry_run:
        print_estimate(study)
        return EXIT_OK
    try:
        return EXIT_OK if study.do() else EXIT_INCOMPLETE
    finally:
        keep_listed(first.arguments.output, console)
