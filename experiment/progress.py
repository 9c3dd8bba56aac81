"""Progress of long work: bars on a terminal, a plain line every so often elsewhere."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_SECONDS_BETWEEN_LINES = 20.0


def duration_text(seconds: float) -> str:
    """Seconds as text, such as `3 min 05 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


class ProgressDisplay:
    """Says what is being done and how long it will take.

    Args:
        console: Where to; bars are drawn where it is a terminal.
        seconds_between_lines: How often a plain line is printed elsewhere.
    """

    def __init__(
        self, console: Console, seconds_between_lines: float = _SECONDS_BETWEEN_LINES
    ) -> None:
        self.console = console
        self._seconds_between_lines = seconds_between_lines

    def say(self, text: str) -> None:
        """Print one line, markup in names left alone."""
        self.console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)

    @contextlib.contextmanager
    def task(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show one piece of work; yields a function that takes the amount done so far.

        Args:
            description: Such as `GAN of class 7 (8 of 10)`.
            total: The amount at the end.
        """
        work = self._bar if self.console.is_terminal else self._lines
        with work(description, total) as advance:
            yield advance

    @contextlib.contextmanager
    def _bar(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console) as progress:
            task = progress.add_task(description, total=total)
            yield lambda done: progress.update(task, completed=done)

    @contextlib.contextmanager
    def _lines(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        start = last = time.monotonic()
        first: tuple[float, int] | None = None

        def advance(done: int) -> None:
            nonlocal last, first
            now = time.monotonic()
            # Work may go on from the middle, and compiling comes before the first call.
            first = first or (now, done)
            if done > first[1] and now - last >= self._seconds_between_lines:
                last = now
                left = (now - first[0]) / (done - first[1]) * (total - done)
                self.say(f"  {description}: {done} of {total}, {duration_text(left)} left")

        yield advance
        self.say(f"  {description}: done in {duration_text(time.monotonic() - start)}")
