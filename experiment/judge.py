"""The judge of drawn examples: a classifier that has not learned from what it compares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from classifiers.evaluation import held_out_rows
from classifiers.features import Seen, feature_reader
from classifiers.tables.catalog import TABLE_CLASSIFIERS, Says
from classifiers.tables.lesson import Lesson
from datasets.dataset import Dataset
from datasets.tables.kind import table_kind
from foundation.files import load_arrays
from foundation.seeds import derive_seed
from metrics.tables.columns import Table
from plan.run import Run
from training.saved_models import load_model

_JUDGE = "boosting"  # of `TABLE_CLASSIFIERS`
Rows = npt.NDArray[np.int64]
HALVES = "halves.npz"
LEAST_EXAMPLES = 4
"""Training examples of a class that are divided; with fewer there is nothing to compare with."""


@dataclass(frozen=True)
class Judge:
    """A trained judge, and which real examples it has learned from; all rows are of the data."""

    see: Callable[[np.ndarray], Seen]
    """What it makes of stored examples [n, *kind.shape], n >= 1."""
    learned: Rows
    """Training examples that it has learned from."""
    compared: Rows
    """The other training examples, which drawn ones are compared with."""
    held_out: Rows
    """Test examples, for measuring alone: floors of figures, attacks on privacy."""


def load_judge(run: Run) -> Judge:
    """Read what the unit `judge` has left."""
    directory = run.plan.judge().unit.directory
    halves = load_arrays(directory / HALVES)
    model, learned = directory / "model.keras", halves["learned"]
    return Judge(
        see=feature_reader(load_model(model)) if model.is_file() else eyes_of_rows(run, learned),
        learned=learned,
        compared=halves["compared"],
        held_out=held_out_rows(run.load_split()),
    )


def eyes_of_rows(run: Run, learned: Rows) -> Callable[[np.ndarray], Seen]:
    """The judge of rows, trained where a process first asks for it: no file has a model of it.

    Rows are compared as the vectors of their kind; gradient boosting names their classes.
    """
    data, columns = run.data, table_kind(run.data.kind).columns
    lesson = Lesson(
        Table(data.examples[learned], columns), data.labels[learned], len(data.class_names)
    )
    seed = derive_seed(run.config.seed, "judge", "training")
    says = _taught(_Schooling(data.checksum, learned.tobytes(), seed, lesson))

    def see(examples: np.ndarray) -> Seen:
        probabilities = np.asarray(says(Table(examples, columns)), np.float32)
        return Seen(data.kind.compared(examples).astype(np.float32), probabilities)

    return see


@dataclass(frozen=True)
class _Schooling:
    """What decides a judge of rows, and what it learns, which follows from that."""

    checksum: str
    """Of the data set: values, labels, classes, schema."""
    learned: bytes
    """Of the rows that it learns from, int64."""
    seed: int
    lesson: Lesson = field(compare=False, repr=False)


@lru_cache(maxsize=2)
def _taught(schooling: _Schooling) -> Says:
    """Quality and privacy of every arm ask the same one; runs side by side have two at most."""
    return TABLE_CLASSIFIERS[_JUDGE].fit(schooling.lesson, schooling.seed)


def divide(data: Dataset, train: Rows, split_seed: int) -> tuple[Rows, Rows]:
    """Divide the training examples of each class at random, equal ones to one side.

    Args:
        data: All examples.
        train: int64 [n], the rows to divide.
        split_seed: Of the split, so that runs that differ in their seed alone compare with the
            same examples.

    Returns:
        Ascending rows to learn from, and to compare with: about half of each class. Of a class
        with fewer than 4 examples all are learned from.
    """
    learned: list[Rows] = []
    for index, name in enumerate(data.class_names):
        rows = train[data.labels[train] == index]
        groups = np.unique(data.equal_groups[rows])
        if len(rows) >= LEAST_EXAMPLES:
            rng = np.random.default_rng(derive_seed(split_seed, "judge", name))
            half = rng.permutation(groups)[: -(-len(groups) // 2)]
            rows = rows[np.isin(data.equal_groups[rows], half)]
        learned.append(rows)
    first = np.sort(np.concatenate(learned)).astype(np.int64)
    return first, np.setdiff1d(train, first).astype(np.int64)
