"""Arms of tables are judged on rows that are neither learned from nor tested."""

import io

import numpy as np
import pytest
from rich.console import Console

from benchmarks import validation_rows
from benchmarks.validation_accuracy import rows_to_judge
from benchmarks.validation_rows import COLUMNS, measured
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from foundation.errors import UserError
from metrics.classification import FIGURES

WORDS = ("--dataset", "iris", "--samples-per-class", "15", "--resplit", "1", "--split-seed", "101")


def test_a_line_for_each_arm_and_classifier(monkeypatch, tmp_path):
    seen = {}

    def kept(run, split):
        seen.update(run=run, split=split, judged=rows_to_judge(run, split))
        return seen["judged"]

    monkeypatch.setattr(validation_rows, "rows_to_judge", kept)
    smoke = ("--preset", "smoke", "--output", str(tmp_path))
    words = (*WORDS, *smoke, "--arms", "original", "copula", "--synthetic-per-class", "20")
    lines = list(measured(words, Console(file=io.StringIO())))
    names = [(arm, name) for arm in ("original", "copula") for name in TABLE_CLASSIFIERS]
    assert [(line["arm"], line["classifier"]) for line in lines] == names
    assert all(tuple(line) == COLUMNS for line in lines)
    split, judged, data = seen["split"], seen["judged"], seen["run"].data
    parts = [split.train, split.test, split.left_out, judged]
    assert sorted(np.concatenate(parts)) == list(range(len(data.labels)))
    assert {line["judged_rows"] for line in lines} == {len(judged)}
    assert {line["training_rows"] for line in lines[:4]} == {45}
    assert lines[0]["accuracy"] > 0.8
    assert all(0 <= line[figure] <= 2 for line in lines for figure in FIGURES)


@pytest.mark.parametrize(
    "words, said",
    [
        (("--dataset", "iris", "--resplit", "1"), "are left to judge by"),
        (("--dataset", "digits", "--classes", "0", "1"), "expected a table, found images"),
    ],
)
def test_what_cannot_be_judged_is_refused(words, said):
    with pytest.raises(UserError, match=said):
        list(measured((*words, "--arms", "original"), Console(file=io.StringIO())))
