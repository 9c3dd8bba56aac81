"""Judge the examples that an arm draws, as the classifier of real examples sees them."""

import numpy as np

from arms.catalog import ARMS, REFERENCE_ARM
from arms.training import load_ingredient
from classifiers.features import feature_reader
from datasets.splits import Split
from metrics.fidelity import (
    COMPARED_IMAGES,
    intended_class_share,
    nearest_real_distance_ratio,
    pairwise_distance_ratio,
)
from plan.graph import Task
from plan.run import Study
from report.fidelity_table import FidelityTable, load_table, save_table, table_path
from training.saved_models import load_model


def make(study: Study, task: Task) -> None:
    """Write the table of one arm."""
    split = study.load_split()
    (ingredient,) = ARMS[task.subject].ingredients
    drawn = load_ingredient(ingredient, study.arm_sources(split), 0)
    path = table_path(task)
    save_table(path, _Judge(study, split).table(drawn.examples, drawn.labels))
    task.unit.finish(task.settings, [path])


def ended(study: Study, task: Task) -> str:
    """How many of the examples are named as intended."""
    share = load_table(table_path(task))[None]["intended_class_share"]
    return (
        f"  The classifier of real images names the intended class of {100 * share:.1f} % of "
        f"the {task.subject} images"
    )


class _Judge:
    """The classifier of `original` and what it sees in the examples that it was trained on."""

    def __init__(self, study: Study, split: Split) -> None:
        directory = study.plan.classifier(REFERENCE_ARM).unit.directory
        self._see = feature_reader(load_model(directory / "model.keras"))
        self._names = study.data.class_names
        self._real = [self._see(study.class_examples(split, name)).features for name in self._names]

    def table(self, examples: np.ndarray, labels: np.ndarray) -> FidelityTable:
        """Every metric of drawn examples, [n, *kind.shape] with labels int64 [n]."""
        table: FidelityTable = {None: {}}
        shares, counts = [], []
        for index, (name, real) in enumerate(zip(self._names, self._real)):
            seen = self._see(examples[labels == index][:COMPARED_IMAGES])
            shares.append(intended_class_share(seen.named, index))
            counts.append(len(seen.named))
            values = {
                "intended_class_share": shares[-1],
                "pairwise_distance_ratio": pairwise_distance_ratio(real, seen.features),
                "nearest_real_distance_ratio": nearest_real_distance_ratio(real, seen.features),
            }
            table[name] = {metric: value for metric, value in values.items() if value == value}
        table[None]["intended_class_share"] = float(np.average(shares, weights=counts))
        return table
