"""Judge the examples that an arm draws, as the classifier of real examples sees them."""

import numpy as np

from arms.catalog import ARMS, REFERENCE_ARM
from arms.training import load_ingredient
from classifiers.features import feature_reader
from datasets.splits import Split
from metrics.catalog import METRICS
from metrics.evidence import COMPARED_EXAMPLES, Evidence
from plan.graph import Task
from plan.run import Run
from report.fidelity_table import FidelityTable, load_table, save_table, table_path
from training.saved_models import load_model


def make(run: Run, task: Task) -> None:
    """Write the table of one arm."""
    split = run.load_split()
    (ingredient,) = ARMS[task.subject].ingredients
    drawn = load_ingredient(ingredient, run.arm_sources(split), 0)
    path = table_path(task)
    save_table(path, _Judge(run, split).table(drawn.examples, drawn.labels))
    task.unit.finish(task.settings, [path])


def ended(run: Run, task: Task) -> str:
    """How many of the examples are named as intended."""
    share = load_table(table_path(task))[None].get("intended_class_share", float("nan"))
    return (
        f"  The classifier of real images names the intended class of {100 * share:.1f} % of "
        f"the {task.subject} images"
    )


class _Judge:
    """The classifier of `original` and what it sees in the examples that it was trained on."""

    def __init__(self, run: Run, split: Split) -> None:
        directory = run.plan.classifier(REFERENCE_ARM).unit.directory
        self._see = feature_reader(load_model(directory / "model.keras"))
        self._names = run.data.class_names
        self._real = [self._see(run.class_examples(split, name)).features for name in self._names]

    def table(self, examples: np.ndarray, labels: np.ndarray) -> FidelityTable:
        """Every metric of drawn examples, [n, *kind.shape] with labels int64 [n]."""
        found = [
            self._evidence(examples[labels == index][:COMPARED_EXAMPLES], index)
            for index in range(len(self._names))
        ]
        table: FidelityTable = {None: {}, **{name: {} for name in self._names}}
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
