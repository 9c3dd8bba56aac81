"""The file between measuring drawn images and reporting on them."""

import dataclasses
import math

import pytest

from metrics.measuring import Measured
from report.quality_table import load_table, quality_rows, save_table
from tests.report.examples import make_run

NAN = float("nan")
WHOLE = Measured(
    value=0.1 + 0.2, interval=(0.1, 1 / 3), held_out=1e-17, floors=(-0.5, 2.0), examples=36,
    floor_examples=31, class_index=4,
)  # fmt: skip


@pytest.mark.parametrize("name", ["7", "NA", "nan", 'a,"b"', "two\nlines", "苹果", " "])
def test_a_table_survives_its_file(tmp_path, name):
    table = {
        None: {"intended_class_share": dataclasses.replace(WHOLE, value=1 / 3)},
        name: {"intended_class_share": WHOLE, "coverage": dataclasses.replace(WHOLE, value=1e-17)},
        "without an interval": {
            "coverage": dataclasses.replace(WHOLE, interval=None, floors=None, class_index=-1)
        },
    }
    save_table(tmp_path / "table.csv", table)
    assert load_table(tmp_path / "table.csv") == table


def test_what_is_not_defined_stays_so(tmp_path):
    save_table(tmp_path / "table.csv", {"7": {"coverage": Measured(value=NAN, examples=3)}})
    found = load_table(tmp_path / "table.csv")["7"]["coverage"]
    assert math.isnan(found.value) and math.isnan(found.held_out) and found.examples == 3
    assert found.interval is None and found.floors is None


def test_rows_give_value_interval_floors_and_sizes_and_leave_out_what_is_not_defined(
    digits, tmp_path
):
    alone = Measured(value=0.5, examples=36, floor_examples=31)
    table = {None: {"coverage": WHOLE, "density": alone}, "7": {"recall": Measured(value=NAN)}}
    rows = quality_rows(make_run(digits, tmp_path), {"synthetic": table})
    found = {(row["class_name"], row["metric"]): row["value"] for row in rows}
    assert found == {
        (None, "coverage"): 0.1 + 0.2,
        (None, "coverage_low"): 0.1,
        (None, "coverage_high"): 1 / 3,
        (None, "coverage_held_out"): 1e-17,
        (None, "coverage_floor_low"): -0.5,
        (None, "coverage_floor_high"): 2.0,
        (None, "density"): 0.5,
        (None, "quality_examples"): 36,
        (None, "quality_floor_examples"): 31,
        ("7", "quality_examples"): 0,
        ("7", "quality_floor_examples"): 0,
    }
    assert {row["split"] for row in rows} == {"synthetic"}
