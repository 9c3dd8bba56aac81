"""The table of arms for the terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from report.terminal import arms_table
from tests.report.examples import ORIGINAL, REPEATED, SYNTHETIC, WITHOUT_RESULT


def printed(arms, width, examples="images"):
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(arms_table(arms, examples))
    return console.export_text()


def test_it_shows_the_range_of_repeats():
    text = printed([*REPEATED, WITHOUT_RESULT], 140)
    assert "Mean" in text and "Range of 3" in text and "96.10 to 97.90 %" in text


def test_of_a_panel_it_says_what_the_mean_is_of_and_shows_no_updates():
    panel = {name: {"accuracy": 0.9} for name in ("logistic", "forest")}
    arm = replace(ORIGINAL, panel=panel, accuracies=[0.9] * 6, updates=None)
    text = printed([arm, WITHOUT_RESULT], 140, "rows")
    assert "Accuracy on the real test rows, mean of 2 classifiers x 3 repeats, of these" in text
    assert "Rows" in text and "Range of 6" in text
    assert "Updates" not in text and "image" not in text.casefold()


@pytest.mark.parametrize("width", [80, 140])
def test_it_shows_every_arm(width):
    arms = [ORIGINAL, SYNTHETIC, replace(WITHOUT_RESULT, arm="[bold]x", detail="[red]no")]
    text = printed(arms, width)
    assert max(map(len, text.splitlines())) <= width
    for part in ("original", "99.10 %", "97.00 %", "−2.10", "54,000", "complete", "[bold]x"):
        assert part in text, part
    if width == 140:
        assert "−2.10 (−2.40 to −1.80)" in text and "incomplete: [red]no" in text
