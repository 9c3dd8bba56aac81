"""`export RUN --to DIR`: the synthetic set as class folders of PNGs, for any other tool."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tyro
from rich.console import Console

from arms.drawn import load_examples
from experiment.parsing import parse_words
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from plan.finished_run import FinishedRun
from report.notice import require_empty, write_notice


@dataclass(frozen=True, kw_only=True)
class ExportArguments:
    """Write a run's synthetic images as DIR/<class>/000000.png, ..., with a README.txt on them."""

    run: tyro.conf.Positional[Path]
    """Directory of the run, such as runs/mnist/standard-seed0."""
    to: Path
    """New or empty directory."""


def run_export(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `export`.
        console: Where progress and the last line go.

    Returns:
        Exit code 0.

    Raises:
        UserError: No such run, nothing to export, or a place that cannot be written.
    """
    arguments = parse_words(ExportArguments, words, prog="run_experiment.py export")
    run = FinishedRun.open(arguments.run)
    require_empty(arguments.to)
    files = {}
    for name in run.class_names:
        unit = run.run_directory.synthesis_unit(name)
        damaged = unit.damaged_file()
        if damaged is not None:
            raise UserError(
                f"{unit.directory / damaged}: missing or damaged; run the study's command again."
            )
        if unit.record() is not None:
            files[name] = run.run_directory.synthetic_file(name)
    if not files:
        raise UserError(f"{arguments.run}: expected synthetic images, found no finished class.")
    count = 0
    display = ProgressDisplay(console)
    with display.task("Export", len(files)) as advance:
        for done, path in enumerate(files.values(), start=1):
            images = load_examples(path)
            run.kind.write(images, arguments.to / path.stem)
            count += len(images)
            advance(done)
    missing = [name for name in run.class_names if name not in files]
    what = f"the {count:,} synthetic images of {len(files)} classes of a run"
    what += f"; without {', '.join(missing)}, which has none." if missing else "."
    write_notice(arguments.to, run.record, what, {n: path.stem for n, path in files.items()})
    display.say(f"{count:,} images: {arguments.to}")
    return 0
