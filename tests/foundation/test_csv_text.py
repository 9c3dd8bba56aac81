"""CSV as all files of a run have it."""

import csv
import io

from foundation.csv_text import csv_text


def test_gaps_are_empty_and_all_else_is_as_it_was():
    rows = [("a,b", 0.1, None), ('"q"', float("nan"), 0), ("two\nlines", False, "")]
    text = csv_text(("x", "y", "z"), rows)
    assert text.startswith('x,y,z\n"a,b",0.1,\n') and "\r" not in text
    read = list(csv.reader(io.StringIO(text)))
    assert read[1:] == [["a,b", "0.1", ""], ['"q"', "", "0"], ["two\nlines", "False", ""]]


def test_a_table_without_rows_has_its_header():
    assert csv_text(("x", "y"), []) == "x,y\n"
