"""How fast a pair trains: images per second, beside what the machine and two peers can do."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # to be called by its path

from benchmarks.program import run_program, start_tensorflow
from benchmarks.results import say_table, write_results
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

# Side -> (h, w, c).
_SHAPES = {28: (28, 28, 1), 64: (64, 64, 3)}


@dataclass(frozen=True, kw_only=True)
class ThroughputArguments:
    """Measure how fast generator/discriminator pairs train on this machine.

    A full training step is timed: both networks, both optimizers, the averaged generator. At
    28x28x1 the presets stand beside the pair of TensorFlow's DCGAN tutorial, at 64x64x3 beside the
    source study's pair with train_on_batch. All take turns, so that a busy moment hits everyone;
    the table shows medians over the rounds. GFLOP/s are counted from the layers (a multiply-add is
    two), and their share is of the float32 matrix product's rate, measured in the same round. The
    pictures are random: speed does not depend on them.
    """

    sizes: tuple[int, ...] = (28, 64)
    """Sides of the images: 28 (grey), 64 (RGB)."""
    rounds: int = 5
    """How often each one has its turn. Range: 1 to 1000."""
    seconds: float = 3.0
    """Least seconds of a turn; it lasts one stretch of updates at least. Range: 0 to 3600."""
    threads: int | None = None
    """Threads of one operation; None: as many as TensorFlow takes, usually one per core."""
    images_per_class: int = 6000
    """Size of the class; below 1,000 the presets have other defaults. Range: 2 to 100000."""
    output: Path = Path("runs/benchmarks")
    """Where throughput.csv (every turn) and throughput.json (medians, settings, environment) go."""

    def __post_init__(self) -> None:
        for size in self.sizes:
            if size not in _SHAPES:
                raise UserError(f"--sizes: expected 28, 64 or both, found {size}.")
        if not self.sizes or len(set(self.sizes)) != len(self.sizes):
            raise UserError(f"--sizes: expected 28, 64 or both, found {self.sizes}.")
        for name, value, low, high in (
            ("rounds", self.rounds, 1, 1000),
            ("seconds", self.seconds, 0, 3600),
            ("threads", 1 if self.threads is None else self.threads, 1, 256),
            ("images-per-class", self.images_per_class, 2, 100_000),
        ):
            if not low <= value <= high:
                raise UserError(f"--{name}: expected {low} to {high}, found {value}.")


def measure(arguments: ThroughputArguments, display: ProgressDisplay) -> None:
    """Time all candidates, print the medians and write the files."""
    start_tensorflow(arguments.threads)
    from benchmarks.candidates import candidates_of
    from benchmarks.turns import median_table, take_turns, terminal_table

    count = arguments.images_per_class
    turns = take_turns(
        [one for side in arguments.sizes for one in candidates_of(_SHAPES[side], count)],
        images_per_class=count,
        rounds=arguments.rounds,
        seconds=arguments.seconds,
        display=display,
    )
    table = median_table(turns)
    peak = turns["matrix_product_gflops"].median()
    title = f"Medians over {arguments.rounds} rounds; peak (matrix product): {peak:,.0f} GFLOP/s"
    say_table(display, terminal_table(table), title)
    paths = write_results(arguments.output, "throughput", arguments, turns, table)
    display.say(f"Every turn: {paths[0]}; medians, settings, environment: {paths[1]}")


if __name__ == "__main__":
    sys.exit(run_program(ThroughputArguments, measure, sys.argv[1:], "throughput"))
