"""The timed rounds of `throughput.py`: every candidate has a turn in each."""

import time
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from benchmarks.candidates import Candidate
from benchmarks.matrix_product import matrix_product_gflops
from benchmarks.operations import FLOPS_PER_MULTIPLY_ADD
from foundation.progress import ProgressDisplay
from gan.layers import ImageShape

_KEY = ["images", "pair"]
_MOST_PICTURES = 1000
# What the terminal has room for, and what it is called there.
_SHOWN = {
    "images": "images",
    "pair": "pair",
    "images_per_update": "batch",
    "images_per_second": "images/s",
    "gflop_per_update": "GFLOP each",
    "gflop_per_second": "GFLOP/s",
    "share_of_it_percent": "% of peak",
    "times_standard": "x standard",
}


class _Runner:
    """One candidate in training; the first stretch, which compiles, is done and not timed."""

    def __init__(self, candidate: Candidate, images: np.ndarray) -> None:
        self.candidate = candidate
        self._training = candidate.begin(images, 0)
        self._stretches: Iterator[int] = self._training.stretches()
        self._updates = next(self._stretches)

    def take_turn(self, seconds: float) -> dict[str, float]:
        """Train for some seconds, and say how fast it was."""
        start, first = time.perf_counter(), self._updates
        while True:
            self._updates = next(self._stretches)
            elapsed = time.perf_counter() - start
            if elapsed >= seconds:
                break
        rate = (self._updates - first) / elapsed
        operations = FLOPS_PER_MULTIPLY_ADD * self._training.multiply_adds_per_update
        return {
            "images_per_update": self._training.images_per_update,
            "images_per_second": rate * self._training.images_per_update,
            "updates_per_second": rate,
            "gflop_per_update": operations / 1e9,
            "gflop_per_second": rate * operations / 1e9,
        }


def take_turns(
    candidates: Sequence[Candidate],
    *,
    images_per_class: int,
    rounds: int,
    seconds: float,
    display: ProgressDisplay,
) -> pd.DataFrame:
    """Time every candidate and the matrix product in turns.

    Args:
        candidates: What is compared.
        images_per_class: Size of the class that they learn.
        rounds: Turns of each.
        seconds: Least length of a turn.
        display: Shows the progress.

    Returns:
        A row per round and candidate.
    """
    runners = []
    for candidate in candidates:
        display.say(f"Compiling {candidate.name} at {size_text(candidate)} ...")
        runners.append(_Runner(candidate, _pictures(candidate.image_shape, images_per_class)))
    rows = []
    with display.task("Turns", rounds * len(runners)) as advance:
        for runner in runners:
            runner.take_turn(seconds)  # the first updates are slower than the rest
        for number in range(rounds):
            peak = matrix_product_gflops()
            for runner in runners:
                named = {
                    "round": number + 1,
                    "images": size_text(runner.candidate),
                    "pair": runner.candidate.name,
                }
                turn = runner.take_turn(seconds)
                share = 100 * turn["gflop_per_second"] / peak
                rows.append(
                    named | turn | {"matrix_product_gflops": peak, "share_of_it_percent": share}
                )
                advance(len(rows))
    return pd.DataFrame(rows)


def size_text(candidate: Candidate) -> str:
    """Such as `28x28x1`."""
    return "x".join(map(str, candidate.image_shape))


def _pictures(shape: ImageShape, images_per_class: int) -> np.ndarray:
    # Speed depends neither on what is to be seen nor on how many more there are than in a batch.
    count = min(images_per_class, _MOST_PICTURES)
    return np.random.default_rng(0).integers(0, 256, (count, *shape), dtype=np.uint8)


def median_table(turns: pd.DataFrame) -> pd.DataFrame:
    """The medians over the rounds, a row per candidate.

    Ratios are taken within each round first: a machine that is busy slows all of it down.

    Args:
        turns: As `take_turns` returns them.

    Returns:
        The columns of the turns but for the round, and `times_standard`: images per second over
        those of the standard preset at the same size.
    """
    ratios = turns.assign(times_standard=_ratios_to_standard(turns))
    return ratios.drop(columns="round").groupby(_KEY, sort=False).median().reset_index()


def terminal_table(medians: pd.DataFrame) -> pd.DataFrame:
    """The columns of `median_table` for a terminal of 80 columns."""
    return medians[list(_SHOWN)].rename(columns=_SHOWN)


def _ratios_to_standard(turns: pd.DataFrame) -> Sequence[float]:
    of_standard = turns[turns["pair"] == "standard"].set_index(["round", "images"])
    reference = of_standard["images_per_second"]
    places = pd.MultiIndex.from_frame(turns[["round", "images"]])
    return turns["images_per_second"].to_numpy() / reference.reindex(places).to_numpy()
