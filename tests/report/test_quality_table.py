"""The file between judging drawn images and reporting on them."""

import pytest

from report.quality_table import load_table, save_table


@pytest.mark.parametrize("name", ["7", "NA", "nan", 'a,"b"', "two\nlines", "苹果", " "])
def test_a_table_survives_its_file(tmp_path, name):
    table = {
        None: {"intended_class_share": 1 / 3},
        name: {"intended_class_share": 0.1 + 0.2, "pairwise_distance_ratio": 1e-17},
        "without a share": {"pairwise_distance_ratio": 2.0},
    }
    save_table(tmp_path / "table.csv", table)
    assert load_table(tmp_path / "table.csv") == table
