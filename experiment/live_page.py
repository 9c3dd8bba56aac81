"""report.html while a run is at work: there from the first minute, renewed at a bounded cost."""

import contextlib
import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType

from foundation.errors import UserError
from plan.run import Run
from plan.task import Task
from report.found import Found
from report.section import Content, Section
from report.unfinished import (
    Standing,
    draw_what_is_done,
    find_unfinished,
    gans_so_far,
    stage_standings,
    write_unfinished,
)

# The sections are drawn again no sooner than so many times as long after the last drawing as that
# one took, and no sooner than so many seconds: they cost a fortieth of the time at most.
_TIMES_AS_LONG = 40
_LEAST_SECONDS = 20.0
# Of the time, for writing the page with the sections as they were drawn; and the seconds for its
# first writings, in which little time has passed.
_SHARE_FOR_WRITING = 0.01
_SECONDS_FOR_WRITING = 1.0


class LivePage:
    """The page of a run that is at work, as long as the block of a `with` lasts.

    Where nothing is to be made, or no report was asked for, it does nothing. An exception that ends
    the block is told on the page. A page that cannot be drawn or written is told once, and tried
    again with the next unit: the training goes on without it.

    Args:
        run: The run.
        waiting: The units that are still to be made.
    """

    def __init__(self, run: Run, waiting: Sequence[Task]) -> None:
        self._run = run
        self._wanted = bool(waiting) and run.page == "live" and "report" in run.config.stages
        self._left = {task.name: task for task in waiting}
        self._not_begun = set(self._left)
        self._lost: set[str] = set()
        self._at_work: list[str] = []
        self._most_at_once: int | None = None
        self._found = Found(run=run)
        self._sections: Mapping[Section, Content] = {}
        self._start = self._drawn_at = time.monotonic()
        self._drawn = _now()
        self._drawing_seconds = self._writing_seconds = 0.0
        self._last_problem = ""

    def __enter__(self) -> "LivePage":
        for name in list(self._left):
            if self._run.plan.is_hopeless(name):
                self._lose(name)
        self._wanted = self._wanted and bool(self._left)  # what waits in vain is not made
        if self._wanted:
            self._draw()
            self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._wanted and error is not None:
            self._write(_how_it_ended(error))

    def begun(self, task: Task) -> None:
        """A unit is about to be made."""
        self._at_work.append(task.name)
        self._not_begun.discard(task.name)
        share = _SHARE_FOR_WRITING * (time.monotonic() - self._start) + _SECONDS_FOR_WRITING
        if self._wanted and self._writing_seconds <= share:
            self._write()

    def ended(self, task: Task) -> None:
        """A unit was made, with or without success."""
        self._most_at_once = self._at_once(task)
        self._at_work.remove(task.name)
        del self._left[task.name]
        failed = not task.is_usable()
        if failed:
            self._lose_what_needs(task.name)
        due = self._is_due()
        if self._wanted and due:
            self._draw()
        # Else it is written when the next unit begins.
        if self._wanted and (due or failed or not self._not_begun):
            self._write()

    def _at_once(self, ended: Task) -> int | None:
        """Units side by side, at most so far; the split is always alone, and of a cluster, which is
        given all at once, nobody knows."""
        if ended.maker == "split" or self._run.workers.cluster is not None:
            return self._most_at_once
        return max(self._most_at_once or 0, len(self._at_work))

    def _lose_what_needs(self, failed: str) -> None:
        for name, task in list(self._left.items()):
            if failed in task.needs and not task.despite_failure:
                self._lose(name)
                self._lose_what_needs(name)

    def _lose(self, name: str) -> None:
        self._left.pop(name, None)
        self._not_begun.discard(name)
        self._lost.add(name)

    def _is_due(self) -> bool:
        pause = max(_LEAST_SECONDS, _TIMES_AS_LONG * self._drawing_seconds)
        return time.monotonic() - self._drawn_at >= pause

    def _draw(self) -> None:
        start, drawn = time.monotonic(), _now()
        with self._problems_told():
            found = find_unfinished(self._run)
            self._sections, self._found = draw_what_is_done(found), found
            self._drawn = drawn
        # Of a drawing that failed, too: it is not tried more often than one that works.
        self._drawn_at = time.monotonic()
        self._drawing_seconds = self._drawn_at - start

    def _write(self, ended: str = "") -> None:
        start = time.monotonic()
        with self._problems_told():
            # A class that has failed is named at once, whenever the sections were drawn.
            found = replace(self._found, gans=gans_so_far(self._run))
            write_unfinished(found, self._sections, self._standing(ended))
        self._writing_seconds += time.monotonic() - start

    def _standing(self, ended: str) -> Standing:
        return Standing(
            stages=stage_standings(self._run, self._left, self._lost, self._most_at_once),
            at_work=self._at_work,
            elapsed=time.monotonic() - self._start,
            written=_now(),
            drawn=self._drawn,
            ended=ended,
        )

    @contextlib.contextmanager
    def _problems_told(self) -> Iterator[None]:
        """An instrument that fails costs nobody a training."""
        try:
            yield
        except Exception as error:
            text = (
                str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
            )
            if text != self._last_problem:
                self._run.display.say(
                    f"  The page of the unfinished run was not renewed: {text} The run goes on, "
                    "and the page is tried again later."
                )
            self._last_problem = text


def _how_it_ended(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "The run was interrupted."
    told = f": {error}" if isinstance(error, UserError) else "."
    return f"The run was stopped by an error{told}"


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(" ", "seconds")
