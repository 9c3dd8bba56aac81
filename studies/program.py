"""`study ...`: many runs, and what they say together."""

from collections.abc import Sequence

from rich.console import Console

from studies.budget import within_budget
from studies.opening import do_study, open_study
from studies.request import read_request
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
    study, output = open_study("study", words, request, rest, console, tell=tell_study)
    return do_study(within_budget(study), output, console)
