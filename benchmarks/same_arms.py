"""Is anything called where there is nothing? An arm against itself under other seeds (A/A pairs).

    python run_experiment.py study --dataset mnist --seeds 10 --samples-per-class 50 \
        --arms original augmented gaussian
    python -m benchmarks.same_arms runs/mnist/study-NAME runs/fashion_mnist/study-NAME

halves the seeds of every arm and amount of each study, and compares the halves as a study compares
two arms, with its intervals, correction and words. Subset, initial weights and batches differ
between the halves, the data that an arm is made of does not: a word is a false one.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import tyro

from benchmarks.program import run_program
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from metrics.multiple import correct_for_all, verdict
from metrics.over_seeds import over_seeds


@dataclass(frozen=True, kw_only=True)
class SameArmsArguments:
    """Compare every arm of studies with itself under other seeds."""

    studies: tyro.conf.Positional[tuple[Path, ...]]
    """Directories of finished studies, each with an even number of seeds, at least 4."""


def halves(rows: pd.DataFrame) -> np.ndarray:
    """Differences of accuracies, seed by seed, between the halves of an arm's seeds.

    Args:
        rows: `seed`, `accuracy` (0 to 1) of one arm, setting and amount.

    Returns:
        float64 [seeds / 2].

    Raises:
        UserError: An odd number of seeds, or fewer than four.
    """
    accuracies = rows.dropna(subset=["accuracy"]).sort_values("seed")["accuracy"].to_numpy()
    if len(accuracies) < 4 or len(accuracies) % 2:
        raise UserError(f"--seeds: expected an even number of at least 4, found {len(accuracies)}.")
    first, second = np.split(accuracies, 2)
    return first - second


def compare_halves(summary: pd.DataFrame) -> pd.DataFrame:
    """What a study would say of each arm against itself.

    Args:
        summary: As a study's summary.csv.

    Returns:
        A row per arm, setting and amount: `seeds` of a half, `points`, the corrected interval in
        points, `word`.
    """
    keys = ["setting", "samples_per_class", "arm"]
    groups: list[Any] = list(summary.groupby(keys, sort=False, dropna=False))
    differences = [halves(rows) for _, rows in groups]
    amounts = [1.0 if amount == "all" else float(amount) for (_, amount, _), _ in groups]
    test_images = int(summary["test_images"].max())
    found = over_seeds(differences, amounts, [key for key, _ in groups], resolution=1 / test_images)
    return pd.DataFrame(
        {
            **dict(zip(keys, key)),
            "seeds": over.seeds,
            "points": 100 * over.mean,
            "low": 100 * corrected.low,
            "high": 100 * corrected.high,
            "word": verdict(corrected, over.seeds),
        }
        for (key, _), over, corrected in zip(groups, found, correct_for_all(found))
        if corrected is not None
    )


def _work(arguments: SameArmsArguments, display: ProgressDisplay) -> None:
    for directory in arguments.studies:
        path = directory / "summary.csv"
        if not path.is_file():
            raise UserError(f"{directory}: expected a study with its summary.csv, found none.")
        display.say(str(directory))
        table = compare_halves(pd.read_csv(path, keep_default_na=True))
        display.say(table.to_string(index=False, float_format="%.2f"))


def main(words: Sequence[str]) -> int:
    """Print a table per study; returns the exit code."""
    return run_program(SameArmsArguments, _work, words, "same_arms")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
