"""`generate RUN --class NAME --count N`: more examples from a finished run."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import tyro
from rich.console import Console

from experiment.parsing import parse_words
from foundation.devices import start_tensorflow
from foundation.errors import UserError
from foundation.files import save_arrays
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly
from foundation.rows import listed
from foundation.seeds import derive_seed
from gan.catalog import USABLE
from gan.snapshots import snapshot_epoch_files
from plan.encodings import kept_encoding
from plan.finished_run import FinishedRun
from plan.unit import Unit
from report.notice import require_empty, write_notice

if TYPE_CHECKING:
    import keras

# With conditions so many are drawn at once, and in all: at least so many, or so many times as many
# as are asked for.
_LEAST_DRAWN, _MOST_DRAWN, _RAREST = 10_000, 200_000, 20


@dataclass(frozen=True, kw_only=True)
class GenerateArguments:
    """Make more synthetic examples of one class from a finished run, without any training.

    They go on where the run's own stop being counted from 0: the first ones are those that the run
    has already, so that a larger set contains the smaller one.
    """

    run: tyro.conf.Positional[Path]
    """Directory of the run, such as runs/mnist/standard-seed0."""
    class_name: Annotated[str, tyro.conf.arg(name="class")]
    """Name of the class, such as 7."""
    count: int = 1000
    """How many examples. Range: 1 to 1000000."""
    where: Annotated[tuple[str, ...], tyro.conf.UseAppendAction] = ()
    """Of a table: a condition that rows must meet, such as --where "Sex=female" or --where
    "Age>60"; operators are = != < <= > >=, nothing after = is a gap. May be given several times:
    all hold. Rows are drawn until there are enough, so a condition must not be too rare."""
    snapshot: int | None = None
    """Epoch whose generator draws (the kept ones: 1, 10, 50, 100); None: the final generator."""
    to: Path | None = None
    """New directory for PNGs and images.npz, or rows.csv and rows.npz; None:
    RUN-generated/<class>[-epoch<snapshot>]."""

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 1_000_000:
            raise UserError(f"--count: expected 1 to 1000000, found {self.count}.")


def run_generate(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `generate`.
        console: Where the last line goes.

    Returns:
        Exit code 0.

    Raises:
        UserError: No such run, class or snapshot, a condition that cannot be read or is met too
            rarely, or a place that cannot be written.
    """
    arguments = parse_words(GenerateArguments, words, prog="run_experiment.py generate")
    run = FinishedRun.open(arguments.run)
    unit, record = run.trained_gan(arguments.class_name)
    meeting = run.kind.meeting(arguments.where)
    folder = unit.directory.name
    if arguments.snapshot is not None:
        folder += f"-epoch{arguments.snapshot}"
    root = run.run_directory.root.resolve()
    target = arguments.to or root.with_name(f"{root.name}-generated") / folder
    require_empty(target)
    noun = run.kind.nouns[1]
    batches = _drawn(run, unit, record["files"], arguments)
    examples, drawn = _meeting(batches, meeting, arguments, noun)
    run.kind.write(examples, target, arguments.class_name)
    save_arrays(target / f"{noun}.npz", {noun: examples})
    when = f"after epoch {arguments.snapshot}" if arguments.snapshot is not None else "at the end"
    what = (
        f"{len(examples):,} {noun} of class {arguments.class_name}, drawn by the generator {when}"
    )
    if arguments.where:
        what += f"; of {drawn:,} those with {listed(arguments.where)}"
    ill = record["status"] not in USABLE
    warnings = [f"Class {arguments.class_name}: {record['detail']}"] if ill else []
    write_notice(target, run.record, f"{what}.", {arguments.class_name: "."}, warnings)
    for sentence in [*warnings, f"{len(examples):,} {noun}: {target}"]:
        ProgressDisplay(console).say(sentence)
    return 0


def _drawn(
    run: FinishedRun, unit: Unit, files: Container[str], arguments: GenerateArguments
) -> Iterator[np.ndarray]:
    """The class's endless sequence of examples: at once as many as are asked for, or more where
    not all will do."""
    import_tensorflow_quietly()
    from gan.ensemble import choices
    from gan.own_family import know_own_layers
    from gan.synthesis import example_maker, latent_batches

    config = run.record["config"]
    # The examples of the run itself were made with as many.
    start_tensorflow(config["gan"].get("threads", 1))
    know_own_layers(str(config["gan"].get("networks", "")))
    generator = _load(unit, files, arguments.snapshot)
    seed = derive_seed(config["seed"], "synthesis", arguments.class_name)
    make = example_maker(generator, kept_encoding(run.kind, unit.directory))
    batch = max(arguments.count, _LEAST_DRAWN) if arguments.where else arguments.count
    width = generator.input_shape[-1]
    chosen_by = choices(config["gan"].get("ensemble", 1))
    return map(make, latent_batches(batch, width, seed, config.get("truncation"), chosen_by))


def _meeting(
    batches: Iterator[np.ndarray],
    meeting: Callable[[np.ndarray], np.ndarray],
    arguments: GenerateArguments,
    noun: str,
) -> tuple[np.ndarray, int]:
    """The first examples that meet the conditions, and how many were drawn for them."""
    kept: list[np.ndarray] = []
    drawn, found, most = 0, 0, max(_MOST_DRAWN, _RAREST * arguments.count)
    for examples in batches:
        met = examples[meeting(examples)]
        kept.append(met)
        drawn, found = drawn + len(examples), found + len(met)
        if found >= arguments.count:
            return np.concatenate(kept)[: arguments.count], drawn
        if drawn >= most:
            raise UserError(
                f"--where {' '.join(arguments.where)}: expected what the generator of class "
                f"{arguments.class_name} draws now and then, found {found:,} of {drawn:,} {noun} "
                f"that meet it, too few for --count {arguments.count}. Ask for fewer, or less."
            )
    raise AssertionError("latents never end")


def _load(unit: Unit, files: Container[str], snapshot: int | None) -> "keras.Model":
    from training.saved_models import load_model, load_weights

    generator = load_model(unit.directory / "generator.keras")
    if snapshot is not None:
        found = snapshot_epoch_files(unit.directory)
        kept = {epoch: path for epoch, path in found.items() if path.name in files}
        if snapshot not in kept:
            epochs = ", ".join(map(str, kept)) or "none"
            raise UserError(
                f"--snapshot: expected one of the epochs that the run has kept ({epochs}), or no "
                f"--snapshot for the final generator; found {snapshot}."
            )
        load_weights(generator, kept[snapshot])
    return generator
