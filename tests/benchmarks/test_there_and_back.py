"""What is lost between sound, spectra and sound again."""

import io

import pytest
from rich.console import Console

from benchmarks.there_and_back import COLUMNS, measured
from datasets.signals.encodings import ENCODINGS
from foundation.errors import UserError
from tests.datasets.signals.made import write_folder


def test_a_line_for_each_representation(tmp_path):
    names = [f"{label}/{index}.wav" for label in "ab" for index in range(6)]
    root = write_folder(tmp_path / "sounds", names)
    lines = measured(("--dataset", str(root)), Console(file=io.StringIO()))
    assert [line["representation"] for line in lines] == list(ENCODINGS)
    for line in lines:
        assert tuple(line) == COLUMNS and line["recordings"] == 10
        assert 0 < line["decibels"] < line["decibels_where_heard"] < 6
        assert line["decode_milliseconds"] > line["encode_milliseconds"] > 0


def test_other_data_is_refused():
    with pytest.raises(UserError, match="expected recordings, found images"):
        measured(("--dataset", "digits"), Console(file=io.StringIO()))
