from pathlib import Path

import pytest

from datasets.fetching.readable_names import readable_name, readable_path


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "two words",
        "'quotes\"",
        "<script>alert(1)</script>",
        "äöü 写真 🍎",
        "-dash",
        ".dot",
        "$x$",
    ],
)
def test_most_names_stay_as_they_are(name):
    assert readable_name(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("caf\udce9", r"caf\xe9"),
        ("\u2028", r"\u2028"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_breaks_lines_terminals_or_encodings_is_escaped(name, expected):
    assert readable_name(name) == expected
    readable_name(name).encode("utf-8")


def test_paths_are_relative_with_slashes():
    assert readable_path(Path("/data/x/a\n/1.png"), Path("/data/x")) == r"a\n/1.png"
