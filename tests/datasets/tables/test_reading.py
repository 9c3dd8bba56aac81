"""Files that come as they come: each is read and said, or refused in one sentence."""

import gzip

import pandas as pd
import pytest

from datasets.tables.reading import existing_table, is_table, read_table
from foundation.errors import UserError


@pytest.fixture
def read(tmp_path):
    def read(content, name="made.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path)

    return read


def rows(table):
    return table.frame.astype(object).where(table.frame.notna(), None).to_numpy().tolist()


READ = {
    "plain": ("a,b\n1,x\n2,y\n", [["1", "x"], ["2", "y"]]),
    "blanks": ("a , b\n 1, x \n2 ,y\n", [["1", "x"], ["2", "y"]]),
    "missing": ("a,b\n?,NA\n,x\nnan, - \n", [[None, None], [None, "x"], [None, None]]),
    "semicolons": ("a;b\n1,5;x\n", [["1,5", "x"]]),
    "tabs": ("a\tb\n1\tx, y\n", [["1", "x, y"]]),
    "byte order mark": (b"\xef\xbb\xbfa,b\n1,x\n", [["1", "x"]]),
    "UTF-16": ("a,b\n1,é\n".encode("utf-16"), [["1", "é"]]),
    "quoted newlines": ('a,b\n"1\n2","x, ""y"""\n', [["1\n2", 'x, "y"']]),
    "quotes after blanks": ('a, b\n1, "x, y"\n', [["1", "x, y"]]),
    "carriage returns": ("a,b\r\n1,x\r\n", [["1", "x"]]),
    "short lines": ("a,b\n1\n2,y\n", [["1", None], ["2", "y"]]),
    "one column": ("a\n1\n2\n", [["1"], ["2"]]),
    "no rows": ("a,b\n", []),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read(read, name):
    content, expected = READ[name]
    table = read(content)
    assert list(table.frame.columns) == ["a", "b"][: table.frame.shape[1]]
    assert rows(table) == expected


def test_the_usual_text_for_no_value_is_kept(read):
    table = read("a,b,c\n?,1,x\n?,,x\nNA,2,x\n")
    assert table.missing_texts == {"a": "?", "b": ""}


def test_what_is_said(read):
    assert read("a,b\n 1,x\n").remarks == ("Blanks around values were taken away in 1 column.",)
    assert read(b"a,b\n1,caf\xe9\n").remarks == (
        "The file is no UTF-8: it was read as Windows-1252.",
    )
    assert read("a,b\n1,x\n").remarks == ()


def test_names_that_stand_twice_and_none(read):
    table = read(",a,a,a (2),\n1,2,3,4,5\n")
    assert list(table.frame.columns) == ["column 1", "a", "a (2)", "a (2) (2)", "column 5"]
    assert rows(table) == [["1", "2", "3", "4", "5"]]
    assert "'" not in table.remarks[0] and "column 1 and column 5" in table.remarks[0]
    assert "a (2) and a (2) (2)" in table.remarks[1]


REFUSED = {
    "nothing": ("", "expected a first line with names of columns, found no text"),
    "blank": (" \n\n", "found no text"),
    "numbers first": ("5.1,3.5\n4.9,3.0\n", "found numbers: 5.1, 3.5"),
    "too many values": ("a,b\n1,x\n1,2,3\n", "Expected 2 fields in line 3, saw 3"),
    "an open quote": ('a,b\n"1,x\n', "every quote closed"),
    "binary": (bytes(range(256)) * 4, "found (binary data|bytes that are none)"),
    "zeros": (b"a,b\n\0\0\0,1\n", "found binary data"),
    "damaged gzip": (gzip.compress(b"a,b\n1,2\n" * 99)[:-20], "could not read it"),
    "damaged Parquet": (b"PAR1" + bytes(50), "expected a Parquet file, could not read it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(read, name):
    content, said = REFUSED[name]
    with pytest.raises(UserError, match=said) as error:
        read(content)
    assert "\n" not in str(error.value) and str(error.value).startswith("made.csv: expected")


def test_names_that_count_the_columns_are_names(read):
    assert list(read("0,1,2\n5,6,7\n").frame.columns) == ["0", "1", "2"]


def test_gzip_and_parquet(read, tmp_path):
    assert rows(read(gzip.compress(b"a,b\n1,x\n"), "made.csv.gz")) == [["1", "x"]]
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None, 3], "Int64"),
            "number": [1.5, 2.0, None],
            "text": ["x", None, " y"],
            "flag": [True, False, True],
            "day": pd.to_datetime(["2024-02-01", None, "2024-02-03"]),
            "kind": pd.Categorical(["u", "v", "u"]),
        }
    )
    frame.to_parquet(tmp_path / "typed.parquet")
    content = (tmp_path / "typed.parquet").read_bytes()
    expected = [
        ["1", "1.5", "x", "true", "2024-02-01", "u"],
        [None, "2", None, "false", None, "v"],
        ["3", None, "y", "true", "2024-02-03", "u"],
    ]
    assert rows(read(content, "typed.parquet")) == expected
    assert rows(read(gzip.compress(content), "typed.parquet.gz")) == expected


def test_paths(tmp_path):
    for name in ("a.csv", "a.TSV.GZ", "a.parquet"):
        assert is_table(tmp_path / name)
    assert not is_table(tmp_path / "a.zip")
    with pytest.raises(UserError, match="expected a table .* found something else"):
        existing_table(tmp_path)
    with pytest.raises(UserError, match="found nothing there"):
        existing_table(tmp_path / "a.csv")
