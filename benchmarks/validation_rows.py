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

from arms.catalog import ARMS
from arms.training import load_arm
from benchmarks.program import EXIT_OK, EXIT_USER_ERROR
from benchmarks.validation_accuracy import draw, rows_to_judge
from classifiers.catalog import CLASSIFIERS
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from classifiers.tables.lesson import Lesson
from datasets.tables.kind import table_kind
from experiment.pipeline import Request, load_source, plan_run
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly
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
    """The lines of a command line, as they come.

    Raises:
        UserError: Bad input, or a GAN failed.
    """
    request, display = Request.read(words), ProgressDisplay(console)
    source = load_source(request, display)
    run = plan_run(request, source, display)
    if not CLASSIFIERS[run.config.classifier.network].members:
        raise UserError(f"--dataset: expected a table, found {run.data.kind.nouns[1]}.")
    rows_to_judge(run, run.draw_split())  # refused before anything is trained
    if any(ARMS[arm].drawn for arm in run.config.arms):
        draw(request, source, display)
    for arm in run.config.arms:
        yield from measure(run, arm)


def main(words: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    import_tensorflow_quietly()
    try:
        print(",".join(COLUMNS))
        for row in measured(words, Console(stderr=True)):
            print(",".join(str(row[column]) for column in COLUMNS), flush=True)
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
