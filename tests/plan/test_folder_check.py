"""What the check says, from images and their split."""

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from classifiers.options import ClassifierConfig
from datasets.dataset import Dataset
from datasets.images.kind import ImageKind
from datasets.inspection import CheckTable, ClassInspection, Inspection, PassedOver
from foundation.progress import ProgressDisplay
from plan.config import ExperimentConfig
from plan.folder_check import (
    CheckRow,
    FolderCheck,
    check_folder,
    check_table,
    say_check,
    say_starter,
    write_check,
)
from plan.graph import Plan
from plan.run import Run
from plan.run_directory import RunDirectory
from plan.timing import Timing

HIDDEN = "<b>left out</b>"


def inspected(name: str, usable: int, **fields) -> ClassInspection:
    return ClassInspection(
        class_name=name, found=usable + 1, usable=usable, sizes="8x8", modes="L 1", **fields
    )


@pytest.fixture
def make_study(tmp_path):
    """A maker of studies on classes of given sizes; equal numbers in `copies` are equal pixels."""

    def make(sizes: dict[str, int], *, validation=None, copies=None, **config) -> Run:
        labels = np.repeat(np.arange(len(sizes)), list(sizes.values()))
        images = np.random.default_rng(0).integers(0, 256, (len(labels), 8, 8, 1), dtype=np.uint8)
        if copies is not None:
            images = images[copies]
        inspection = Inspection(
            classes=(
                *(inspected(name, size) for name, size in sizes.items()),
                inspected(HIDDEN, 0, problems=("left out: no usable image",), left_out=True),
            ),
            passed_over=(
                PassedOver(file='a/"x", y', reason="cannot be read: Permission denied"),
                PassedOver(file="a/2", reason="cannot be read: I/O error"),
                PassedOver(file="a/3", reason="truncated"),
            ),
            remarks=("A remark.",),
        )
        data = Dataset(
            name="data",
            title="Data",
            kind=ImageKind.of(images, mirror_safe=True, mirror_reason=""),
            examples=images,
            labels=labels.astype(np.int64),
            class_names=tuple(sizes),
            test_mask=None,
            validation_mask=validation,
            provenance="",
            inspection=inspection,
        )
        settings = ExperimentConfig(dataset="data", **config)
        directory = RunDirectory(tmp_path / "run", data.class_names)
        return Run(
            config=settings,
            data=data,
            plan=Plan(settings, "data", "sum", data.class_names, directory),
            run_directory=directory,
            display=ProgressDisplay(Console(file=io.StringIO(), width=200)),
            timing=Timing(tmp_path / "run" / "timing.csv"),
        )

    return make


def test_counts_per_split(make_study):
    check = check_folder(make_study({"a": 20, "b": 10}))
    counts = {row.class_name: (row.train, row.validation, row.test) for row in check.rows}
    assert counts == {"a": (14, 2, 4), "b": (7, 1, 2), HIDDEN: (None, None, None)}
    assert [(row.found, row.usable) for row in check.rows] == [(21, 20), (11, 10), (1, 0)]
    assert check.remarks == ["A remark."]
    assert check.passed_over_kinds == [("cannot be read", 2), ("truncated", 1)]


def test_images_without_an_inspection_have_no_check(make_study):
    study = make_study({"a": 20, "b": 10})
    data = dataclasses.replace(study.data, inspection=None)
    bundled = dataclasses.replace(study, data=data)
    assert check_folder(bundled) is None
    say_check(bundled)
    write_check(bundled)
    assert not (study.run_directory.root / "check").exists()


def test_pixels_in_train_and_test_are_counted(make_study):
    copies = np.arange(30)
    copies[1:19:2] = copies[:18:2]  # nine pairs of twins in the first class
    study = make_study({"a": 20, "b": 10}, copies=copies)
    left_out = len(study.draw_split().left_out)
    assert left_out >= 1
    check = check_folder(study)
    assert f"{left_out} taken out of training" in check.rows[0].problems
    assert check.rows[1].problems == ""
    assert any(f"{left_out} image" in remark and "taken out" in remark for remark in check.remarks)
    row = check.rows[0]
    assert row.train + row.validation + row.test + left_out == row.usable


@pytest.mark.parametrize(
    ("sizes", "said"), [({"a": 40, "b": 10}, False), ({"a": 60, "b": 10}, True)]
)
def test_imbalance(make_study, sizes, said):
    remarks = check_folder(make_study(sizes)).remarks
    assert any("Classes differ in size" in remark for remark in remarks) == said
    if said:
        assert "43 training images of 'a', 7 of 'b'" in remarks[-1]
        assert "for the same number of updates" in remarks[-1]


def test_imbalance_with_a_budget_in_epochs(make_study):
    epochs = ClassifierConfig(updates=None, epochs=3)
    remarks = check_folder(make_study({"a": 60, "b": 10}, classifier=epochs)).remarks
    assert "for the same number of epochs" in remarks[-1]


def test_a_class_without_validation_images_is_named(make_study):
    validation = np.arange(30) < 3
    rows = check_folder(make_study({"a": 20, "b": 10}, validation=validation)).rows
    assert "no validation images" in rows[1].problems and rows[0].problems == ""


def test_that_no_image_is_held_out_is_said(make_study):
    validation = np.arange(30) < 3
    check = check_folder(make_study({"a": 20, "b": 10}, validation=validation, selection="last"))
    # 3 are given of a, and a tenth of what b has beside its test images would be taken.
    assert (
        "No image is held out for validation (there would be 4, too few to choose by): all real "
        "images outside the test set are for training, and the last weights of every classifier "
        "are tested." in check.remarks
    )
    assert [(row.train, row.validation, row.test) for row in check.rows[:2]] == [
        *((17, 0, 3), (8, 0, 2)),
    ]
    assert not any("a tenth of training" in row.problems for row in check.rows)
    held = check_folder(make_study({"a": 20, "b": 10}, validation=validation))
    assert not any("held out" in remark for remark in held.remarks)


def test_a_single_class_has_no_weights_to_speak_of(make_study):
    remarks = check_folder(make_study({"a": 20}, selection="last")).remarks
    assert remarks[-1].endswith("outside the test set are for training.")


def test_classes_that_cannot_be_split_still_get_their_table(make_study):
    check = check_folder(make_study({"a": 20, "b": 1}))
    assert [(row.class_name, row.train) for row in check.rows][:2] == [("a", None), ("b", None)]


def test_only_chosen_classes_are_shown(make_study):
    study = make_study({"a": 20, "b": 10, "c": 9}, classes=("a", "b"))
    chosen = dataclasses.replace(study, data=study.data.select_classes(["a", "b"]))
    assert [row.class_name for row in check_folder(chosen).rows] == ["a", "b"]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_files(make_study):
    study = make_study({"a, b": 20, "[red]c[/red]\u2713": 10})
    write_check(study)
    rows = read(study.run_directory.root / "check" / "classes.csv")
    assert [row["class_name"] for row in rows] == ["a, b", "[red]c[/red]\u2713", HIDDEN]
    assert (rows[0]["train"], rows[0]["validation"], rows[0]["test"]) == ("14", "2", "4")
    assert rows[2]["train"] == "" and rows[2]["problems"] == "left out: no usable image"
    path = study.run_directory.root / "check" / "passed_over.csv"
    assert read(path)[0] == {"file": 'a/"x", y', "reason": "cannot be read: Permission denied"}
    before = path.stat().st_mtime_ns
    write_check(study)
    assert path.stat().st_mtime_ns == before
    path.write_text("spoilt")
    write_check(study)
    assert len(read(path)) == 3


def test_what_is_printed(make_study):
    study = make_study({"[red]a[/red]": 20, "b": 10})
    say_check(study)
    text = study.display.console.file.getvalue()
    assert "[red]a[/red]" in text and HIDDEN in text
    assert "A remark." in text and 'cannot be read (2, such as a/"x", y); truncated (a/3).' in text


@pytest.mark.parametrize("width", [80, 200])
def test_a_class_is_one_row_with_all_its_counts(width):
    row = CheckRow(
        class_name="class-of-11",
        found=12345,
        usable=12344,
        train=9999,
        validation=1000,
        test=1234,
        sizes="100x100..4000x3000",
        modes="RGB 12000, RGBA 300, L 40",
        problems="3 cannot be read",
    )
    long = dataclasses.replace(row, class_name="b" * 60)
    table = check_table(FolderCheck(rows=[row, long], remarks=[], passed_over=[]))
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    lines = [line.split() for line in console.file.getvalue().splitlines() if "1234" in line]
    counts = ["12345", "12344", "9999", "1000", "1234"]
    assert [line[1:6] for line in lines] == [counts, counts]
    assert lines[0][0] == "class-of-11" and lines[1][0].startswith("bbbbbbbbbb")
    assert "Val." in console.file.getvalue() and "Problems" not in console.file.getvalue()


def test_problems_are_told_whole_below_the_table(make_study):
    study = make_study({"a": 20, "b": 10})
    study.display.console.width = 80
    say_check(study)
    lines = study.display.console.file.getvalue().splitlines()
    assert f"{HIDDEN}: left out: no usable image." in lines


def test_of_very_many_classes_those_with_problems_are_shown(make_study):
    study = make_study({f"class {number}": 3 for number in range(80)})
    table = check_table(check_folder(study))
    assert table.row_count == 50
    say_check(study)
    text = study.display.console.file.getvalue()
    assert HIDDEN in text and "class 48" in text and "class 49" not in text
    assert "31 more classes" in text


def test_other_tables_are_printed_and_kept(make_study):
    study = make_study({"a": 20, "b": 10})
    columns = CheckTable(
        title="The columns",
        file="check/columns.csv",
        headings=("Column", "What is done"),
        rows=tuple((f"column {n}", "left out" if n == 70 else "") for n in range(80)),
        first=(70,),
    )
    inspection = dataclasses.replace(
        study.data.inspection, tables=(columns,), starter="[columns]", starter_option="--schema F"
    )
    study = dataclasses.replace(study, data=dataclasses.replace(study.data, inspection=inspection))
    say_check(study)
    text = study.display.console.file.getvalue()
    assert "column 70  left out" in text and "column 48" in text and "column 49" not in text
    assert "... and 30 more of 'The columns', see check/columns.csv of the run." in text
    assert "[columns]" not in text
    say_starter(study)
    assert "for --schema F:\n[columns]\n" in study.display.console.file.getvalue()
    write_check(study)
    rows = read(study.run_directory.root / "check" / "columns.csv")
    assert rows[70] == {"Column": "column 70", "What is done": "left out"} and len(rows) == 80
