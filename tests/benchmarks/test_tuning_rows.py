"""Rows to tune on are none of those that a study of the whole table tests."""

import csv
import io

from rich.console import Console

from benchmarks import tuning_rows
from experiment.pipeline import Request, load_source, plan_run
from foundation.progress import ProgressDisplay

WORDS = ("--dataset", "iris", "--resplit", "1")


def test_it_prints_the_table_without_its_test_rows(capsys):
    assert tuning_rows.main(WORDS) == 0
    heading, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    display = ProgressDisplay(Console(quiet=True))
    request = Request.read(WORDS)
    run = plan_run(request, load_source(request, display), display)
    tested = set(run.draw_split().test)
    others = [row for row in range(150) if row not in tested]
    assert heading[-1] == "species" and len(rows) == len(others) == 120
    kept = sorted([*map(float, row[:-1]), row[-1]] for row in rows)
    examples, labels, names = run.data.examples, run.data.labels, run.data.class_names
    assert kept == sorted([*examples[row].tolist(), names[labels[row]]] for row in others)


def test_images_are_refused(capsys):
    assert tuning_rows.main(("--dataset", "digits")) == 2
    assert "expected a table, found images" in capsys.readouterr().err
