"""A single run, or one for each of several splits, and the list of all runs."""

from collections.abc import Sequence

from rich.console import Console

from experiment.command_line import run_parser
from experiment.pipeline import run_one
from plan.presets import PAPER_SMALL_CLASS
from studies.index import keep_listed
from studies.resplit import run_splits


def run_single(words: Sequence[str], console: Console) -> int:
    """Do a run and list it, finished or not, in the index.html of its output directory.

    Of small tables, and where --resplit asks for it, it is a study of several splits.

    Args:
        words: The command line without the program's name.
        console: Where progress and the result go.

    Returns:
        The exit code of the run.

    Raises:
        UserError: Bad input; nothing that was finished is lost.
    """
    arguments = run_parser(words)(PAPER_SMALL_CLASS)
    try:
        return run_one(words, console, instead=run_splits)
    finally:
        wrote = not (arguments.dry_run or arguments.list_datasets)
        if wrote and arguments.output.is_dir():
            keep_listed(arguments.output, console)
