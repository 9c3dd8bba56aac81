"""Progress of long work: bars on a terminal, a plain line every so often elsewhere."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
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
        self.seconds_between_lines = seconds_between_lines

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
    def side_by_side(self, description: str, total: int) -> Iterator["Board"]:
        """Show pieces of work that go on at the same time.

        Args:
            description: Of all of them.
            total: Their number.
        """
        if not self.console.is_terminal:
            yield _LineBoard(self)
            return
        with Progress(*_columns(), console=self.console) as progress:
            yield _BarBoard(self, progress, description, total)

    @contextlib.contextmanager
    def _bar(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        with Progress(*_columns(), console=self.console) as progress:
            task = progress.add_task(description, total=total)
            yield lambda done: progress.update(task, completed=done)

    @contextlib.contextmanager
    def _lines(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        lines = _Lines(self, description)
        yield lambda done: lines.advance(done, total)
        lines.end()


def _columns() -> tuple[ProgressColumn, ...]:
    return (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )


class _Lines:
    """One piece of work in plain lines, every so often."""

    def __init__(self, display: ProgressDisplay, description: str) -> None:
        self._display = display
        self._description = description
        self._start = self._last = time.monotonic()
        self._first: tuple[float, int] | None = None

    def advance(self, done: int, total: int) -> None:
        now = time.monotonic()
        # Work may go on from the middle, and compiling comes before the first call.
        self._first = self._first or (now, done)
        since, earlier = self._first
        if done > earlier and now - self._last >= self._display.seconds_between_lines:
            self._last = now
            left = (now - since) / (done - earlier) * (total - done)
            self._display.say(
                f"  {self._description}: {done} of {total}, {duration_text(left)} left"
            )

    def end(self) -> None:
        seconds = time.monotonic() - self._start
        self._display.say(f"  {self._description}: done in {duration_text(seconds)}")


class Board(Protocol):
    """Where pieces of work that go on at the same time are shown; threads may share it."""

    def show(self, name: str, description: str, done: int, total: int) -> None:
        """Show how far a piece is.

        Args:
            name: Of the piece.
            description: Such as `GAN of class 7 (8 of 10)`.
            done: The amount done so far.
            total: The amount at the end; 0: not known yet.
        """

    def end(self, name: str) -> None:
        """Say that a piece is done, if it was long enough to be shown."""


class _LineBoard:
    """Every piece in lines of its own."""

    def __init__(self, display: ProgressDisplay) -> None:
        self._display = display
        self._lock = threading.Lock()
        self._shown: dict[str, _Lines] = {}
        self._ended: set[str] = set()

    def show(self, name: str, description: str, done: int, total: int) -> None:
        with self._lock:
            if not total or name in self._ended:
                return
            if name not in self._shown:
                self._shown[name] = _Lines(self._display, description)
            self._shown[name].advance(done, total)

    def end(self, name: str) -> None:
        with self._lock:
            self._ended.add(name)
            if name in self._shown:
                self._shown.pop(name).end()


class _BarBoard:
    """A bar for every piece that is at work, and one for all."""

    def __init__(
        self, display: ProgressDisplay, progress: Progress, description: str, total: int
    ) -> None:
        self._display = display
        self._progress = progress
        self._lock = threading.Lock()
        self._all = progress.add_task(description, total=total)
        self._bars: dict[str, TaskID] = {}
        self._ended: set[str] = set()

    def show(self, name: str, description: str, done: int, total: int) -> None:
        with self._lock:
            if not total or name in self._ended:
                return
            if name not in self._bars:
                self._bars[name] = self._progress.add_task(description, total=total)
            self._progress.update(self._bars[name], completed=done)

    def end(self, name: str) -> None:
        with self._lock:
            self._ended.add(name)
            self._progress.advance(self._all)
            bar = self._bars.pop(name, None)
            if bar is None:
                return
            task = next(task for task in self._progress.tasks if task.id == bar)
            self._progress.remove_task(bar)
            self._display.say(f"  {task.description}: done in {duration_text(task.elapsed or 0.0)}")
