"""What classifiers of rows make of arms on validation rows: what settings of tables go by.

    python -m benchmarks.validation_rows --dataset titanic --data-dir DATA --split-seed 101 \
        --arms original synthetic --gan.encoding modes

is `validation_accuracy` for tables: it takes the options of a run and prints one CSV line per arm
and classifier, with its figures on the rows outside the test set that no arm learns from. Test rows
are not looked at.
"""

import sys
from collections.abc import Iterator, Sequence

from rich.console import Console

from arms.training import load_arm
from benchmarks.validation_accuracy import judged_arms, print_lines, rows_to_judge
from classifiers.catalog import CLASSIFIERS
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from classifiers.tables.lesson import Lesson
from datasets.tables.kind import table_kind
from foundation.seeds import classifier_seeds, derive_seed
from metrics.classification import FIGURES
from metrics.tables.columns import Table
from plan.run import Run

COLUMNS = ("arm", "classifier", "split_seed", "training_rows", "judged_rows", *FIGURES)


def measure(run: Run, arm: str) -> Iterator[dict[str, object]]:
    """A line for each classifier of an arm."""
    split, data, columns = run.draw_split(), run.data, table_kind(run.data.kind).columns
    judged = rows_to_judge(run, split)
    seeds = classifier_seeds(run.config.seed, arm, 0)
    training = load_arm(arm, run.arm_sources(split), seeds.images)
    lesson = Lesson.of(training, columns, len(data.class_names))
    table, labels = Table(data.examples[judged], columns), data.labels[judged]
    for name in CLASSIFIERS[run.config.classifier.network].members:
        says = TABLE_CLASSIFIERS[name].fit(lesson, derive_seed(seeds.training, name))
        said = says(table)
        yield {
            "arm": arm,
            "classifier": name,
            "split_seed": run.config.split_seed,
            "training_rows": len(lesson.labels),
            "judged_rows": len(judged),
            **{key: round(figure(said, labels), 5) for key, figure in FIGURES.items()},
        }


def measured(words: Sequence[str], console: Console) -> Iterator[dict[str, object]]:
    """The lines of a command line, as they come; errors are those of `judged_arms`."""
    for run, arm in judged_arms(words, console, by_panel=True):
        yield from measure(run, arm)


def main(words: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    return print_lines(COLUMNS, measured, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
