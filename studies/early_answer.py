"""What is said of a study's command line before anything slow is imported."""

from collections.abc import Sequence

from experiment.command_line import answer_without_work as answer_run
from studies.grid import plan_grid
from studies.request import read_request


def answer_without_work(words: Sequence[str]) -> None:
    """Answer `--help` and refuse wrong options before anything slow is imported.

    Raises:
        SystemExit: With 0 after the help.
        UserError: A wrong option, or what a run of the study could not be asked for.
    """
    request, rest = read_request(words)
    for planned in plan_grid(request, rest):
        if planned.seed == request.all_seeds[0]:
            answer_run(planned.words)
