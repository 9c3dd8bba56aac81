"""Rows of a table that no study tests: what settings of tables are compared on.

    python -m benchmarks.tuning_rows --dataset adult --data-dir DATA > adult-tuning.csv
    python run_experiment.py --dataset adult-tuning.csv --target income --resplit 1 ...

takes the options of a run and prints the rows outside of the test set of its split, as a CSV. A run
on them has test rows of its own, none of which the study of the whole table is judged by.
"""

import csv
import sys
from collections.abc import Sequence

import numpy as np
from rich.console import Console

from benchmarks.program import EXIT_OK, EXIT_USER_ERROR
from datasets.tables.kind import table_kind
from datasets.tables.writing import row_texts, written_names
from experiment.pipeline import Request, load_source, plan_run
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly


def main(words: Sequence[str]) -> int:
    """Print the rows; returns the exit code."""
    import_tensorflow_quietly()
    display = ProgressDisplay(Console(stderr=True))
    try:
        request = Request.read(words)
        run = plan_run(request, load_source(request, display), display)
        if run.data.kind.name != "table":
            raise UserError(f"--dataset: expected a table, found {run.data.kind.nouns[1]}.")
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    schema = table_kind(run.data.kind).schema
    rows = np.setdiff1d(np.arange(len(run.data.labels)), run.draw_split().test)
    writer = csv.writer(sys.stdout)
    writer.writerow(written_names(schema))
    for label, name in enumerate(run.data.class_names):
        of_class = rows[run.data.labels[rows] == label]
        texts = row_texts(schema, run.data.examples[of_class], name)
        writer.writerows(zip(*texts.values(), strict=True))
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
