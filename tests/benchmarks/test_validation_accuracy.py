"""What defaults are chosen by: real images that are neither learned from nor tested."""

import io

import numpy as np
import pytest
from rich.console import Console

from benchmarks import validation_accuracy
from benchmarks.validation_accuracy import COLUMNS, measured, rows_to_judge
from foundation.errors import UserError

WORDS = (
    *("--dataset", "digits", "--classes", "0", "1", "--samples-per-class", "20"),
    *("--classifier.updates", "60", "--classifier.evaluations", "6"),
)


def test_arms_are_judged_on_what_is_neither_trained_on_nor_tested(monkeypatch):
    seen = {}

    def kept(run, split):
        seen.update(run=run, split=split, judged=rows_to_judge(run, split))
        return seen["judged"]

    monkeypatch.setattr(validation_accuracy, "rows_to_judge", kept)
    words = (*WORDS, "--arms", "original", "augmented")
    lines = list(measured(words, Console(file=io.StringIO())))
    assert [(line["arm"], line["updates"], line["training_images"]) for line in lines] == [
        ("original", 60, 40),
        ("augmented", 60, 40),
    ]
    assert tuple(lines[0]) == COLUMNS
    split, judged, data = seen["split"], seen["judged"], seen["run"].data
    parts = [split.train, split.test, split.left_out, judged]
    assert sorted(np.concatenate(parts)) == list(range(len(data.labels)))
    assert {line["judged_images"] for line in lines} == {len(judged)}
    assert lines[0]["accuracy"] > 0.9  # 0 and 1 are easily told apart


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--samples-per-class", "None", "--arms", "original"), "images that are left to judge by"),
    ],
)
def test_what_cannot_be_judged_is_refused(words, said):
    with pytest.raises(UserError, match=said):
        list(measured((*WORDS, *words), Console(file=io.StringIO())))


@pytest.mark.long
def test_drawn_images_come_from_a_run_directory_that_a_second_call_goes_on_from(tmp_path):
    gan = ("--preset", "smoke", "--gan", "vanilla", "--gan.updates", "20", "--gan.batch-size", "8")
    words = (*WORDS, *gan, "--synthetic-per-class", "30", "--output", str(tmp_path))
    words += ("--arms", "synthetic", "gaussian")
    first = list(measured(words, Console(file=io.StringIO())))
    assert [(line["gan_updates"], line["gan_batch_size"]) for line in first] == [(20, 8), ("", "")]
    assert [line["training_images"] for line in first] == [60, 60]
    (run,) = (tmp_path / "digits").iterdir()
    marker = next(run.glob("gan/*/DONE"))
    made = marker.stat().st_mtime_ns
    assert list(measured(words, Console(file=io.StringIO()))) == first
    assert marker.stat().st_mtime_ns == made
    assert not list(run.glob("classifiers/*"))  # nothing was tested
