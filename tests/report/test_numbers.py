"""Numbers as text."""

import pytest

from report.numbers import (
    breakable,
    number,
    numbers,
    percent,
    percent_interval,
    percents,
    points,
    points_interval,
    ratio,
    unbroken,
)


@pytest.mark.parametrize(
    ("difference", "text", "bare"),
    [
        (0.0123, "+1.23", "1.2"),
        (-0.0123, "−1.23", "−1.2"),
        (-0.00001, "0.00", "0.0"),
        (0.0, "0.00", "0.0"),
        (-0.0, "0.00", "0.0"),
        (None, "–", "–"),
    ],
)
def test_points(difference, text, bare):
    assert points(difference) == text
    assert points(difference, 1, plus="") == bare


def test_intervals():
    assert points_interval((-0.024, 0.018)) == "−2.40 to +1.80"
    assert points_interval((-0.024, 0.018), 1, plus="") == "−2.4 to 1.8"
    assert percent_interval((0.989, 0.99271)) == "98.90 to 99.27 %"
    assert percents((0.989, 0.9927), 1) == "98.9 to 99.3"
    assert points_interval(None) == percent_interval(None) == "–"


def test_single_numbers():
    assert [percent(x) for x in (0.991, None, float("nan"))] == ["99.10 %", "–", "–"]
    assert percent(0.9706, 1) == "97.1 %"
    assert [number(x) for x in (6000, 14.25, None)] == ["6,000", "14.2", "–"]
    assert [numbers(x) for x in ([5100, 4800], [])] == ["5,100; 4,800", "–"]
    assert [ratio(x) for x in (0.504, None)] == ["0.50", "–"]


def test_lines_end_where_they_may():
    assert unbroken("90.5 % of 20 %") == "90.5\N{NO-BREAK SPACE}% of 20\N{NO-BREAK SPACE}%"
    assert str(breakable("a+<b>")) == "a+<wbr>&lt;b&gt;"
