"""Measure the examples that an arm draws, as the judge sees them."""

import numpy as np

from arms.catalog import ARMS
from arms.training import load_ingredient
from experiment.judge import load_judge
from metrics.catalog import METRICS
from metrics.evidence import COMPARED_EXAMPLES, Evidence
from plan.graph import Task
from plan.run import Run
from report.quality_table import QualityTable, load_table, save_table, table_path


def make(run: Run, task: Task) -> None:
    """Write the table of one arm."""
    split = run.load_split()
    (ingredient,) = ARMS[task.subject].ingredients
    drawn = load_ingredient(ingredient, run.arm_sources(split), 0)
    path = table_path(task)
    save_table(path, _Measured(run).table(drawn.examples, drawn.labels))
    task.unit.finish(task.settings, [path])


def ended(run: Run, task: Task) -> str:
    """How many of the examples are named as intended."""
    share = load_table(table_path(task))[None].get("intended_class_share", float("nan"))
    return (
        f"  The judge names the intended class of {100 * share:.1f} % of the {task.subject} images"
    )


class _Measured:
    """The judge and what it sees in the real examples that it has not learned from."""

    def __init__(self, run: Run) -> None:
        judge, data = load_judge(run), run.data
        self._see, self._names = judge.see, data.class_names
        of_classes = [
            judge.compared[data.labels[judge.compared] == index]
            for index in range(len(data.class_names))
        ]
        self._real = [
            self._see(data.examples[rows]).features if len(rows) else np.empty((0, 1))
            for rows in of_classes
        ]

    def table(self, examples: np.ndarray, labels: np.ndarray) -> QualityTable:
        """Every metric of drawn examples, [n, *kind.shape] with labels int64 [n]."""
        found = [
            self._evidence(examples[labels == index][:COMPARED_EXAMPLES], index)
            for index in range(len(self._names))
        ]
        table: QualityTable = {None: {}, **{name: {} for name in self._names}}
        for metric, row in METRICS.items():
            values = [row.measure(evidence) for evidence in found]
            for name, value in zip(self._names, values):
                if value == value:  # else it is not defined
                    table[name][metric] = value
            if row.has_mean:
                counts = [len(evidence.named) for evidence in found]
                table[None][metric] = float(np.average(values, weights=counts))
        return table

    def _evidence(self, drawn: np.ndarray, index: int) -> Evidence:
        seen = self._see(drawn)
        return Evidence(self._real[index], seen.features, seen.named, index)
