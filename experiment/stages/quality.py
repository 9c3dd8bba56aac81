"""Measure how good the examples are that an arm draws, as the judge sees them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from arms.catalog import ARMS
from arms.training import load_ingredient
from experiment.judge import Judge, load_judge
from foundation.seeds import derive_seed
from metrics.evidence import Sample
from metrics.measuring import MOST_OF_A_CLASS, ClassSamples, measure_class, measure_overall
from metrics.sharpness import sharpness
from metrics.tables.columns import Table
from plan.graph import Task
from plan.run import Run
from report.quality_table import QualityTable, load_table, save_table, table_path


def make(run: Run, task: Task) -> None:
    """Write the table of one arm."""
    (ingredient,) = ARMS[task.subject].ingredients
    drawn = load_ingredient(ingredient, run.arm_sources(run.load_split()), 0)
    looking = _Looking(run, load_judge(run))
    classes = {
        name: looking.samples(index, drawn.examples[drawn.labels == index])
        for index, name in enumerate(run.data.class_names)
    }
    seed = derive_seed(run.config.seed, "quality")
    kind = run.data.kind.name
    table: QualityTable = {None: measure_overall(list(classes.values()), seed, kind)}
    for name, samples in classes.items():
        table[name] = measure_class(samples, derive_seed(seed, name), kind)
    path = table_path(task)
    save_table(path, table)
    task.unit.finish(task.settings, [path])


def ended(run: Run, task: Task) -> str:
    """How many of the examples are named as intended, and how many real ones where these count."""
    found = load_table(table_path(task))[None]["intended_class_share"]
    several = run.data.kind.nouns[1]
    if found.value != found.value:
        return f"  Too few examples to say how good the {task.subject} {several} are"
    known = run.says_test_figures and found.held_out == found.held_out
    beside = f" ({100 * found.held_out:.1f} % of real test {several})" if known else ""
    return (
        f"  The judge names the intended class of {100 * found.value:.1f} % of the "
        f"{task.subject} {several}{beside}"
    )


# What is measured of the stored examples of a kind themselves, as fields of `Sample`.
_LOOKED_AT: dict[str, Callable[[Any, np.ndarray], dict[str, Any]]] = {
    "images": lambda kind, examples: {"sharpness": sharpness(examples)},
    "signal": lambda kind, examples: {"sharpness": sharpness(kind.pictured(examples))},
    "table": lambda kind, examples: {"table": Table(examples, kind.columns)},
}


class _Looking:
    """The judge at work on the examples of one run."""

    def __init__(self, run: Run, judge: Judge) -> None:
        self._judge, self._data = judge, run.data
        self._seed = derive_seed(run.config.seed, "quality", "rows")
        self._nothing = self._seen(run.data.examples[:1], 0).take(np.arange(0))

    def samples(self, index: int, drawn: np.ndarray) -> ClassSamples:
        """What there is to compare of one class, no more than is looked at."""
        return ClassSamples(
            # Twice as many: two disjoint samples of them are compared with each other, too.
            real=self._real(self._judge.compared, index, 2 * MOST_OF_A_CLASS),
            drawn=self._seen(drawn[:MOST_OF_A_CLASS], index),
            held_out=self._real(self._judge.held_out, index, 2 * MOST_OF_A_CLASS),
        )

    def _real(self, rows: np.ndarray, index: int, most: int) -> Sample:
        own = rows[self._data.labels[rows] == index]
        rng = np.random.default_rng(derive_seed(self._seed, index))
        return self._seen(self._data.examples[rng.permutation(own)[:most]], index)

    def _seen(self, examples: np.ndarray, index: int) -> Sample:
        if not len(examples):
            return self._nothing
        seen, kind = self._judge.see(examples), self._data.kind
        return Sample(
            seen.features,
            seen.probabilities,
            np.full(len(examples), index),
            **_LOOKED_AT[kind.name](kind, examples),
        )
