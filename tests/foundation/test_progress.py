import io

import pytest
from rich.console import Console

from foundation.progress import ProgressDisplay, duration_text


def display_on(terminal: bool, seconds_between_lines: float = 20.0):
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100)
    return ProgressDisplay(console, seconds_between_lines), output


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""
    now = [0.0]
    monkeypatch.setattr("foundation.progress.time.monotonic", lambda: now[0])
    return now


def test_plain_lines_say_what_is_done_and_what_is_left(clock):
    display, output = display_on(terminal=False, seconds_between_lines=20)
    with display.task("GAN of class 7", 100) as advance:
        for seconds, done in ((5, 10), (19.9, 20), (20, 25), (39, 40), (45, 50)):
            clock[0] = seconds
            advance(done)
        clock[0] = 80
    assert output.getvalue().splitlines() == [
        "  GAN of class 7: 25 of 100, 1 min 15 s left",
        "  GAN of class 7: 50 of 100, 50 s left",
        "  GAN of class 7: done in 1 min 20 s",
    ]


def test_what_an_earlier_start_has_done_makes_nobody_hope_for_an_early_end(clock):
    display, output = display_on(terminal=False, seconds_between_lines=20)
    with display.task("GAN of class 7", 100) as advance:
        advance(80)
        clock[0] = 30
        advance(85)
    assert output.getvalue().splitlines()[0] == "  GAN of class 7: 85 of 100, 1 min 30 s left"


def test_nothing_done_yet_is_no_division_by_zero(clock):
    display, output = display_on(terminal=False, seconds_between_lines=0)
    with display.task("work", 10) as advance:
        advance(0)
    assert output.getvalue() == "  work: done in 0 s\n"


def test_work_that_fails_is_not_called_done(clock):
    display, output = display_on(terminal=False)
    with pytest.raises(KeyboardInterrupt), display.task("work", 10):
        raise KeyboardInterrupt
    assert "done" not in output.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_brackets_in_names_are_no_markup(terminal):
    display, output = display_on(terminal)
    display.say("class [bold]7[/bold] :smile:")
    with display.task("GAN of class [red]x[/red]", 2) as advance:
        advance(2)
    text = output.getvalue()
    assert "class [bold]7[/bold] :smile:" in text
    assert "GAN of class [red]x[/red]" in text


def test_a_terminal_gets_a_bar(clock):
    display, output = display_on(terminal=True)
    with display.task("GAN of class 7", 40) as advance:
        advance(10)
        advance(40)
    assert "40/40" in output.getvalue() and "done in" not in output.getvalue()


def test_long_lines_are_not_broken_where_there_is_no_terminal():
    display, output = display_on(terminal=False)
    path = "runs/" + "long/" * 60
    display.say(path)
    assert output.getvalue() == path + "\n"


@pytest.mark.parametrize(
    "seconds, text",
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (6000, "100 min 00 s"),
    ],
)
def test_durations(seconds, text):
    assert duration_text(seconds) == text


def test_work_side_by_side_in_plain_lines(clock):
    display, output = display_on(terminal=False, seconds_between_lines=20)
    with display.side_by_side("GANs", 3) as board:
        board.show("gan/0", "gan/0", 0, 0)  # about to start
        board.show("gan/0", "GAN of class 0", 0, 100)
        clock[0] = 10
        board.show("gan/1", "GAN of class 1", 0, 50)
        clock[0] = 20
        board.show("gan/0", "GAN of class 0", 25, 100)
        board.show("gan/1", "GAN of class 1", 25, 50)
        clock[0] = 80
        board.end("gan/1")
        board.show("gan/1", "GAN of class 1", 50, 50)  # seen late
        board.end("gan/2")  # too short to be seen
    assert output.getvalue().splitlines() == [
        "  GAN of class 0: 25 of 100, 1 min 00 s left",
        "  GAN of class 1: done in 1 min 10 s",
    ]


def test_work_side_by_side_on_a_terminal():
    display, output = display_on(terminal=True)
    with display.side_by_side("GANs", 2) as board:
        board.show("gan/0", "GAN of [red]class 0", 10, 40)
        board.show("gan/1", "GAN of class 1", 39, 40)
        board.end("gan/1")
        board.show("gan/1", "GAN of class 1", 40, 40)
    text = output.getvalue()
    last = text[text.rindex("GANs") :]
    assert "1/2" in last and "10/40" in last and "GAN of [red]class 0" in last
    assert "GAN of class 1: done in" in text and "class 1" not in last
