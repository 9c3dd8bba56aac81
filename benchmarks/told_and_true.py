"""Do synthetic rows beat real ones? As one can tell it, and as it is.

    python run_experiment.py study --dataset iris --resplit --seeds 30
    python -m benchmarks.told_and_true runs/iris/study-NAME runs/wine/study-NAME

looks in each study for the split and the classifier with which the synthetic arm is farthest above
`original` on the test rows, which is what gets told when both are chosen on the test set. Beside it
stands what all splits say: the mean difference with the interval of the study, corrected for the
overlap of the splits, of the synthetic arm and of the cheap models that a GAN has to beat.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import tyro

from arms.catalog import REFERENCE_ARM
from benchmarks.program import run_program
from foundation.errors import UserError
from foundation.files import load_arrays
from foundation.progress import ProgressDisplay

_TOLD = "synthetic"


@dataclass(frozen=True, kw_only=True)
class ToldAndTrueArguments:
    """Say of studies what the best split tells, and what all of them do."""

    studies: tyro.conf.Positional[tuple[Path, ...]]
    """Directories of finished studies of a table over splits."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The arm under one split, as one classifier has it."""

    split: int
    classifier: str
    synthetic: float
    """Accuracy on the test rows, 0 to 1."""
    original: float

    @property
    def gain(self) -> float:
        """Of the synthetic arm over the original one, -1 to 1."""
        return self.synthetic - self.original


def told_of_run(run: Path, split: int) -> Iterator[Told]:
    """Every classifier of a run; none where one of the two arms is missing.

    Args:
        run: Its directory.
        split: The seed of its split.
    """
    accuracies = {}
    for arm in (_TOLD, REFERENCE_ARM):
        path = run / "classifiers" / arm / "predictions.npz"
        if not path.is_file():
            return
        arrays = load_arrays(path)
        named = arrays["probabilities"].argmax(axis=-1)
        accuracies[arm] = (named == arrays["labels"]).mean(axis=-1)
        names = arrays["classifiers"]
    for place, name in enumerate(names):
        yield Told(
            split=split,
            classifier=str(name),
            synthetic=float(accuracies[_TOLD][place]),
            original=float(accuracies[REFERENCE_ARM][place]),
        )


def sentences(told: Sequence[Told], differences: pd.DataFrame) -> Iterator[str]:
    """What is told, and what is.

    Args:
        told: All splits and classifiers; at least one.
        differences: As a study's differences.csv.
    """
    best = max(told, key=lambda each: each.gain)
    above = np.mean([each.gain > 0 for each in told])
    yield (
        f"As it is told: synthetic {best.synthetic:.1%} against real {best.original:.1%} "
        f"({best.classifier}, split {best.split}), the best of {len(told)} splits and classifiers "
        f"on their test rows; synthetic is above real in {above:.0%} of them."
    )
    against = differences[differences["reference"] == REFERENCE_ARM]
    for row in against.to_dict("records"):
        low, high = 100 * row["low"], 100 * row["high"]
        yield (
            f"As it is: {row['arm']} {100 * row['difference']:+.2f} points to real "
            f"({low:+.2f} to {high:+.2f}) over {row['seeds']} splits."
        )


def _read(directory: Path, name: str) -> pd.DataFrame:
    path = directory / name
    if not path.is_file():
        raise UserError(f"{directory}: expected a study with its {name}, found none.")
    return pd.read_csv(path, keep_default_na=True)


def _work(arguments: ToldAndTrueArguments, display: ProgressDisplay) -> None:
    for directory in arguments.studies:
        summary = _read(directory, "summary.csv")
        runs = summary.drop_duplicates("directory")[["directory", "seed"]]
        told = [
            each
            for row in runs.to_dict("records")
            for each in told_of_run(_root(directory, Path(row["directory"])), int(row["seed"]))
        ]
        if not told:
            raise UserError(
                f"{directory}: expected runs with the arms {_TOLD} and {REFERENCE_ARM}, found none."
            )
        display.say(str(directory))
        for sentence in sentences(told, _read(directory, "differences.csv")):
            display.say(sentence)


def _root(study: Path, run: Path) -> Path:
    """A run's directory, which summary.csv names as it was written; a study that was moved has its
    runs beside it."""
    return run if run.is_dir() else study.parent / run.name


def main(words: Sequence[str]) -> int:
    """Print the sentences of every study; returns the exit code."""
    return run_program(ToldAndTrueArguments, _work, words, "told_and_true")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
