"""Conditions on rows: every operator on every type of column, gaps, and what is refused."""

import numpy as np
import pytest

from datasets.kinds import KINDS
from datasets.tables.conditions import read_conditions
from datasets.tables.schema import Column, Schema
from foundation.errors import UserError

GAP = np.nan
SCHEMA = Schema(
    columns=(
        Column(name="Age", type="number", decimals=1, missing=0.2),
        Column(name="Age>now", type="integer"),
        Column(name="Sex", type="category", categories=("female", "male"), missing=0.2),
        Column(name="Joined", type="date", date_format="%d.%m.%Y"),
        Column(name="Cabin", type="yes/no", categories=("no", "yes"), is_presence=True),
    ),
    target="y",
    classes=("a",),
    order=("Age", "Age>now", "Sex", "Joined", "Cabin", "y"),
)
DAYS = 19_723.0  # 2024-01-01
ROWS = np.array([
    [30.0, 1, 0, DAYS, 0],
    [0.1 + 0.2, 2, 1, DAYS + 1, 1],
    [GAP, 3, GAP, DAYS + 30, 1],
    [60.0, 4, 1, DAYS + 31, 0],
])  # fmt: skip


@pytest.mark.parametrize(("text", "met"), [
    ("Age=30", [0]),
    ("Age = 0.3", [1]),  # stored as the sum of two that are none of ten parts
    ("Age!=30", [1, 3]),  # nothing is said of a gap
    ("Age<30", [1]),
    ("Age<=30.0", [0, 1]),
    ("Age>30", [3]),
    ("Age>=30", [0, 3]),
    ("Age=", [2]),
    ("Age!=", [0, 1, 3]),
    ("Age>now>=3", [2, 3]),
    ("Sex=female", [0]),
    ("Sex!=female", [1, 3]),
    ("Sex=", [2]),
    ("Joined>01.01.2024", [1, 2, 3]),
    ("Joined<=2024-01-31", [0, 1, 2]),
    ("Joined=01.02.2024", [3]),
    ("Cabin=yes", [1, 2]),
    ("Cabin=", [0, 3]),
])  # fmt: skip
def test_a_condition_chooses_rows(text, met):
    (condition,) = read_conditions(SCHEMA, [text])
    assert np.flatnonzero(condition.met(ROWS)).tolist() == met


def test_all_conditions_hold():
    kind = KINDS["table"].load()(SCHEMA)
    meeting = kind.meeting(["Sex=male", "Age>1"])
    assert meeting(ROWS).tolist() == [False, False, False, True]
    assert kind.meeting([])(ROWS).all()


@pytest.mark.parametrize(("text", "said"), [
    ("Age", "--where: expected a column, one of != <= >= = < > and a value"),
    ("Agee>3", "--where: expected one of Age, Age>now, Cabin, Joined, Sex, found 'Agee'"),
    ("Age>old", "--where Age>old: expected a number, found 'old'"),
    ("Age>", "--where Age>: expected = or != where no value is given, found >"),
    ("Joined>spring", "--where Joined>spring: expected a date, found 'spring'"),
    ("Sex>female", "--where Sex>female: expected = or != for a column of the type category"),
    ("Sex=other", "--where Sex: expected one of female, male, found 'other'"),
])  # fmt: skip
def test_what_is_no_condition_is_refused(text, said):
    with pytest.raises(UserError) as error:
        read_conditions(SCHEMA, [text])
    assert str(error.value).startswith(said)


def test_images_have_no_columns():
    kind = KINDS["images"].load().restored({"image_shape": [8, 8, 1]})
    with pytest.raises(UserError, match=r"--where: expected none for images.*found Age>3\."):
        kind.meeting(["Age>3"])
    assert kind.meeting([])(np.zeros((2, 8, 8, 1), np.uint8)).tolist() == [True, True]
