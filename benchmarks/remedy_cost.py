"""What each remedy costs: the time of an update with it, over that of one without."""

import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # to be called by its path

import numpy as np
import pandas as pd

from benchmarks.program import run_program, start_tensorflow
from benchmarks.results import say_table, write_results
from experiment.command_line import run_parser
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from gan.options import GanConfig

# Options of a run, each alone. Every remedy of `gan.remedies.catalog` is among them, and so are the
# switches of the networks.
OPTIONS = (
    "--gan.label-smoothing 0.1",
    "--gan.instance-noise 0.2",
    "--gan.minibatch-deviation",
    "--gan.minibatch-discrimination",
    "--gan.feature-matching-weight 1",
    "--gan.generator-learning-rate 5e-4",
    "--gan.r1-weight 0",
    "--gan.r2-weight 0.1",
    "--gan.gradient-penalty-weight 10",
    "--gan.spectral-normalization",
    "--gan.differentiable-augmentation translation cutout",
    "--gan.differentiable-augmentation translation cutout --gan.adaptive-augmentation 0.6",
    "--gan.critic-steps 2",
    "--gan.generator-steps 2",
    "--gan.accuracy-limit 0.8",
    "--gan.warm-up-updates 1000000",
    "--gan.self-attention",
    "--gan.coverage-weight 20",
    "--gan.rare-repeats 5",
    "--gan.lecam-weight 0.3",
)
_IMAGES = 1000
_SHAPE = (28, 28, 1)
_LARGE_CLASS = 6000
# More updates than any turn reaches.
_ENDLESS = 10**9


@dataclass(frozen=True, kw_only=True)
class CostArguments:
    """Measure how much longer an update takes with each remedy.

    The plain dcgan pair of large classes learns a class of 1,000 images of 28x28x1, once as it is
    and once with each option alone. They take turns in pairs: so many updates without the option,
    then as many with it; only the ratio of the two counts, so that a busy moment hits both. A turn
    has whole cycles of what is not done in every update (penalties, the choice of anchors). What is
    done once before a training is left out, and the warm-up is measured as if it had no end. The
    images are random: speed depends on their number at most (--gan.coverage-weight).
    """

    rounds: int = 7
    """Pairs of turns of each option. Range: 1 to 1000."""
    updates: int = 80
    """Updates of a turn. Range: 1 to 100000."""
    threads: int = 1
    """Threads of one operation. Range: 1 to 256."""
    output: Path = Path("runs/benchmarks")
    """Where remedy_cost.csv (every pair of turns) and remedy_cost.json (medians, settings,
    environment) go."""

    def __post_init__(self) -> None:
        for name, value, high in (
            ("rounds", self.rounds, 1000),
            ("updates", self.updates, 100_000),
            ("threads", self.threads, 256),
        ):
            if not 1 <= value <= high:
                raise UserError(f"--{name}: expected 1 to {high}, found {value}.")


def config_with(option: str) -> GanConfig:
    """The endless training of the plain pair with an option; empty: as it is."""
    words = shlex.split(option)
    if "--gan.minibatch-discrimination" not in words:
        words.append("--gan.no-minibatch-discrimination")  # which large classes have by default
    config = run_parser(words)(_LARGE_CLASS).run.gan
    return replace(config, updates=_ENDLESS, epochs=None)


class Turns:
    """A training of which so many updates are done at a time.

    Args:
        config: Of the GAN.
        updates: Of a turn.
        most: Turns that may be asked for.
    """

    def __init__(self, config: GanConfig, updates: int, most: int) -> None:
        from datasets.images.kind import PixelEncoding
        from gan.trainer import GanTrainer

        examples = np.random.default_rng(0).uniform(-1, 1, (_IMAGES, *_SHAPE)).astype(np.float32)
        trainer = GanTrainer(PixelEncoding(_SHAPE), config)
        ends = range(updates, (most + 1) * updates, updates)
        self._done = (each.updates for each in trainer.train(examples, 0, pause_at=ends))
        self._ends = iter(ends)

    def take(self) -> float:
        """Do the updates of a turn; returns the seconds that they took."""
        start, end = time.perf_counter(), next(self._ends)
        while next(self._done) < end:
            pass
        return time.perf_counter() - start


def paired_turns(
    default: Turns, others: dict[str, Turns], rounds: int
) -> Iterator[tuple[str, float, float]]:
    """Option, seconds of a turn without and with it, round by round."""
    for _ in range(rounds):
        for option, turns in others.items():
            yield option, default.take(), turns.take()


def ratio_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Median and range of the ratios of each option.

    Args:
        pairs: Columns `option`, `seconds_without` and `seconds_with`, a row per pair of turns.

    Returns:
        Columns `option`, `times_default`, `lowest`, `highest`, in the order of the options.
    """
    ratios = pairs.assign(ratio=pairs["seconds_with"] / pairs["seconds_without"])
    table = ratios.groupby("option", sort=False)["ratio"].agg(["median", "min", "max"])
    names = {"median": "times_default", "min": "lowest", "max": "highest"}
    return table.rename(columns=names).reset_index()


def measure(
    arguments: CostArguments, display: ProgressDisplay, options: Sequence[str] = OPTIONS
) -> None:
    """Time all options, print the ratios and write the files."""
    start_tensorflow(arguments.threads)
    others: dict[str, Turns] = {}
    default = Turns(config_with(""), arguments.updates, (arguments.rounds + 1) * len(options) + 2)
    for option in options:
        display.say(f"Compiling {option} ...")
        others[option] = Turns(config_with(option), arguments.updates, arguments.rounds + 2)
    for turns in (default, *others.values()):
        for _ in range(2):  # it compiles, and its calls grow to their full length
            turns.take()
    rows = []
    with display.task("Pairs of turns", arguments.rounds * len(options)) as advance:
        for row in paired_turns(default, others, arguments.rounds):
            rows.append(row)
            advance(len(rows))
    pairs = pd.DataFrame(rows, columns=["option", "seconds_without", "seconds_with"])
    table = ratio_table(pairs)
    say_table(display, table, f"Time of an update, over the default's: {arguments.rounds} pairs")
    paths = write_results(arguments.output, "remedy_cost", arguments, pairs, table)
    display.say(f"Every pair: {paths[0]}; ratios, settings, environment: {paths[1]}")


if __name__ == "__main__":
    sys.exit(run_program(CostArguments, measure, sys.argv[1:], "remedy_cost"))
