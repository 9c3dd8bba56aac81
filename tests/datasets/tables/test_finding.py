"""What a column is told to be, one example of each type and of each that is left out."""

import numpy as np
import pytest

from datasets.tables.finding import find_column, in_order
from datasets.tables.schema import COLUMN_TYPES, Column, LeftOut
from datasets.tables.stored import column_texts, stored_column
from tests.datasets.tables.made import column

MANY = [f"{value / 7:.2f}" for value in range(100, 140)]
TYPES = {
    "number": (MANY, {"decimals": 2, "fixed_decimals": True, "low": 14.29, "high": 19.86}),
    "integer": ([str(n * n) for n in range(40)], {"decimals": 0, "low": 0, "high": 39**2}),
    "mixed decimals": (["22", "38.5", "0.4167"] * 5 + ["3.25", "4.5"], {"decimals": 4}),
    "scientific": (["1e-3", "2.5E2", "-7"] + MANY, {"type": "number", "decimals": 3}),
    "decimal comma": (["1,5", "2,25", "-3"] * 4 + ["4,5", "5,5"], {"decimal_comma": True}),
    "yes/no": (["Yes", "No"] * 9, {"type": "yes/no", "categories": ("No", "Yes")}),
    "0/1": (["1", "0", "0"] * 9, {"type": "yes/no", "categories": ("0", "1")}),
    "category": (["b", "a", "c"] * 5, {"type": "category", "categories": ("a", "b", "c")}),
    "few whole numbers": (["10", "9", "1"] * 5, {"categories": ("1", "9", "10")}),
    "postal codes": (["01234", "01235", "99999"] * 5, {"type": "category"}),
    "days": ([f"2024-02-{d:02d}" for d in range(1, 29)], {"type": "date", "low": 19754.0}),
    "German days": ([f"{d}.12.1969" for d in range(10, 31)], {"date_format": "%d.%m.%Y"}),
    "seconds": ([f"1970-01-01 00:00:{s}" for s in range(10, 50)], {"low": 10 / 86_400}),
    "is there": ([None] * 30 + [f"C{n}" for n in range(20)], {"is_presence": True}),
    "one word": ([None, "new", None, "new"] * 5, {"categories": ("no", "new")}),
}
LEFT_OUT = {
    "empty": ([None] * 9, "empty", "no row has a value", None),
    "constant": (["7"] * 9, "constant", "all rows have one value", "7"),
    "running": ([str(n) for n in range(5, 40)], "id", "a running number", None),
    "shuffled": ([str(n * 7 % 41) for n in range(41)], "id", "a running number", None),
    "words": ([f"u{n}x" for n in range(40)], "id", "another text in each row", None),
    "free text": ([f"Mr. {n} Doe" for n in range(40)], "free text", "40 different texts", None),
}


@pytest.mark.parametrize("name", TYPES)
def test_types(name):
    values, facts = TYPES[name]
    found = find_column(column(values))
    assert isinstance(found, Column)
    for field, expected in ({"type": name} | facts if name in COLUMN_TYPES else facts).items():
        got = getattr(found, field)
        assert got == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize("name", TYPES)
def test_what_is_stored_comes_back_as_it_was(name):
    values, _ = TYPES[name]
    found = find_column(column(values))
    stored = stored_column(found, column(values))
    again = [text or None for text in column_texts(found, stored)]
    if found.is_presence:
        assert [text is None for text in again] == [text is None for text in values]
    elif name != "scientific":  # written out
        assert again == values
    assert np.array_equal(stored_column(found, column(again)), stored, equal_nan=True)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out(name):
    values, type_, why, constant = LEFT_OUT[name]
    found = find_column(column(values))
    assert isinstance(found, LeftOut)
    assert (found.type, found.constant) == (type_, constant) and why in found.why


def test_an_id_by_its_name():
    numbers = [str(n * n) for n in range(20)]
    for name in ("PassengerId", "customer_id", "ID", "uuid"):
        assert isinstance(find_column(column(numbers, name)), LeftOut)
    for name in ("paid", "Grid", "x"):
        assert isinstance(find_column(column(numbers, name)), Column)
    assert isinstance(find_column(column([*numbers, "4"], "ID")), Column)


def test_frequent_values_are_special():
    values = ["0"] * 30 + ["99"] * 30 + [str(n) for n in range(1, 41)]
    found = find_column(column(values))
    assert found.special == (0.0, 99.0)
    ordinary = np.arange(1, 41)
    assert found.mean == pytest.approx(ordinary.mean())
    assert found.spread == pytest.approx(ordinary.std())


def test_gaps():
    found = find_column(column([None, "1.5", "2.5", "3.5"] * 5))
    assert found.missing == 0.25 and found.has_gaps


@pytest.mark.parametrize(
    "texts", [["1.5", "x"], ["1.234,5", "2"], ["inf", "1"], ["1e999", "1"], ["1_000", "2"]]
)
def test_what_is_no_number(texts):
    found = find_column(column(texts * 9))
    assert found.type == "category"


def test_more_digits_than_a_float_holds():
    values = [f"0.1234567890123456{n}" for n in range(10, 40)]
    found = find_column(column(values))
    assert found.decimals is None and found.step == 0
    stored = stored_column(found, column(values))
    assert [float(text) for text in column_texts(found, stored)] == stored.tolist()


def test_categories_are_in_order():
    assert in_order(["b", "B", "a"]) == ("B", "a", "b")
    assert in_order(["10", "9", "-1"]) == ("-1", "9", "10")
