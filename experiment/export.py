"""`export RUN --to DIR`: a drawn set as files, with what other tools ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.console import Console

from arms.catalog import ARMS, INGREDIENTS, arm_of
from experiment.parsing import parse_words
from foundation.errors import UserError, unknown_name
from foundation.files import file_digest, write_atomically
from foundation.progress import ProgressDisplay
from foundation.rows import in_words
from plan.finished_run import FinishedRun
from plan.unit import Unit
from report.croissant import croissant
from report.data_card import data_card
from report.exported import ExportedSet
from report.exported_forms import form_of
from report.metrics_file import read_metrics
from report.notice import require_empty

# Arm -> the ingredient whose examples are written.
DRAWN = {arm_of(name): name for name, ingredient in INGREDIENTS.items() if ingredient.is_drawn}


@dataclass(frozen=True, kw_only=True)
class ExportArguments:
    """Write a run's synthetic images as DIR/train/<class>/000000.png, ..., with their labels in
    metadata.csv, or its rows as DIR/synthetic/<class>.csv and, all together, synthetic.parquet;
    beside them a data card that says how to load them (README.md) and croissant.json."""

    run: tyro.conf.Positional[Path]
    """Directory of the run, such as runs/mnist/standard-seed0."""
    to: Path
    """New or empty directory."""
    arm: Annotated[
        str, tyro.conf.arg(help=in_words("Whose examples", {arm: ARMS[arm] for arm in DRAWN}))
    ] = "synthetic"


def run_export(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `export`.
        console: Where progress and the last line go.

    Returns:
        Exit code 0.

    Raises:
        UserError: No such run or arm, nothing to export, or a place that cannot be written.
    """
    arguments = parse_words(ExportArguments, words, prog="run_experiment.py export")
    run = FinishedRun.open(arguments.run)
    known = [arm for arm in DRAWN if ARMS[arm].suits(run.kind.name)]
    if arguments.arm not in known:
        raise unknown_name("arm", arguments.arm, known, option="--arm")
    require_empty(arguments.to)
    files = _drawn_files(run, DRAWN[arguments.arm])
    noun = run.kind.nouns[1]
    if not files:
        raise UserError(
            f"{arguments.run}: expected {noun} of the arm {arguments.arm}, found no finished class."
        )
    display, form = ProgressDisplay(console), form_of(run.record["data"])
    with display.task("Export", len(files)) as advance:
        counts = form.write(run.kind, files, arguments.arm, arguments.to, advance)
    exported = ExportedSet(
        arm=arguments.arm,
        ingredient=DRAWN[arguments.arm],
        record=run.record,
        counts=counts,
        folders={name: path.stem for name, path in files.items()},
        missing=tuple(name for name in run.class_names if name not in files),
        metrics=_metrics(run),
    )
    digest = file_digest(arguments.to / form.DESCRIBED)
    write_atomically(arguments.to / "croissant.json", croissant(exported, digest))
    write_atomically(arguments.to / "README.md", data_card(exported))
    display.say(f"{exported.total:,} {noun}: {arguments.to}")
    return 0


def _drawn_files(run: FinishedRun, ingredient: str) -> dict[str, Path]:
    """Class name -> the file of its examples, for finished classes.

    Raises:
        UserError: A finished class is damaged.
    """
    files = {}
    for name in run.class_names:
        unit = _unit(run, ingredient, name)
        damaged = unit.damaged_file()
        if damaged is not None:
            raise UserError(
                f"{unit.directory / damaged}: missing or damaged; run the run's command again."
            )
        if unit.record() is not None:
            files[name] = run.run_directory.drawn_file(ingredient, name)
    return files


def _metrics(run: FinishedRun) -> tuple[Mapping[str, Any], ...]:
    """The run's figures; none where it has no report, or a damaged one: the images are whole."""
    try:
        return read_metrics(run.run_directory.root)
    except UserError:
        return ()


def _unit(run: FinishedRun, ingredient: str, class_name: str) -> Unit:
    if INGREDIENTS[ingredient].needs == "gans":
        return run.run_directory.synthesis_unit(class_name)
    return run.run_directory.drawing_unit(ingredient, class_name)
