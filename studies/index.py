"""`index [DIR]`, and the page that lists all runs and studies of an output directory.

Each run writes it anew when it ends. Whatever else lies there, half-written or foreign, is left
out or listed by what can be read of it; nothing of it stops a run.
"""

import contextlib
import datetime
import json
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import filelock
import tyro
from rich.console import Console

from datasets.fetching.readable_names import readable_name
from experiment.parsing import parse_words
from foundation.errors import UserError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from report.rendering import GENERATOR, render

_PAGE = "index.html"
_RECORDS = {"run.json": "run", "study.toml": "study", "sweep.toml": "sweep"}
_DEPTHS = ("*/", "*/*/")
_CANDIDATE = (
    "A candidate of a sweep: it is ranked on the sweep's page, on validation examples. What it "
    "says of test examples is not listed, so that these choose nothing."
)
# The answer stands before any picture.
_HEAD = 200_000
THUMBNAIL = "plots/thumbnail.png"
"""What a run or a study shows of its images in the list."""
_TITLE = "<title>Runs and studies</title>"
# The list of an earlier version names no maker; its policy tells it from a user's own page.
_MARKS = (f'<meta name="generator" content="{GENERATOR}">', "default-src 'none'; img-src data: ")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A run or a study, as far as it can be read."""

    place: str
    """Its directory below the output directory, as texts show it."""
    address: str
    """The same as a relative URL."""
    kind: str
    """`run`, `study` or `sweep`."""
    title: str
    date: str
    """ISO, or empty."""
    status: str
    answer: str
    has_page: bool
    """Whether there is one that may be opened from here."""
    has_thumbnail: bool


@dataclass(frozen=True, kw_only=True)
class IndexArguments:
    """List all runs and studies of a directory in its index.html."""

    directory: tyro.conf.Positional[Path] = Path("runs")
    """The output directory of the runs."""


def run_index(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `index`.
        console: Where the last line goes.

    Returns:
        Exit code 0.

    Raises:
        UserError: No such directory, nothing in it, or a place that cannot be written.
    """
    arguments = parse_words(IndexArguments, words, prog="run_experiment.py index")
    if not arguments.directory.is_dir():
        raise UserError(f"{arguments.directory}: expected a directory of runs, found none.")
    count = write_index(arguments.directory)
    if not count:
        raise UserError(f"{arguments.directory}: expected runs or studies in it, found none.")
    listed = "1 run or study" if count == 1 else f"{count:,} runs and studies"
    ProgressDisplay(console).say(f"{listed}: {arguments.directory / _PAGE}")
    return 0


def keep_listed(output: Path, console: Console) -> None:
    """Write the list at the end of a run or study, which ends as it does without one, too."""
    try:
        write_index(output)
    except (UserError, OSError) as error:
        console.print(f"The list of runs was not written: {error}", markup=False, highlight=False)


def write_index(output: Path) -> int:
    """Write index.html, whole or not at all; return how many runs and studies it lists.

    Where there are none and no such page, none is written. A page of that name that someone else
    made is left as it is.

    Raises:
        UserError: The place cannot be written, or a page that is not ours is there.
    """
    page = output / _PAGE
    if not (find_entries(output) or page.is_file()):
        return 0
    with _alone(output):
        _check_ours(page)
        entries = find_entries(output)
        write_atomically(page, str(render("many/index", entries=entries)))
    return len(entries)


def _check_ours(page: Path) -> None:
    """Refuse to write over a page that someone else made.

    Raises:
        UserError: It is there, and no list of runs.
    """
    try:
        with page.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace").partition("</head>")[0]
    except OSError:  # none there, or one that writing will say more about
        return
    if _TITLE not in head or not any(mark in head for mark in _MARKS):
        raise UserError(
            f"{page}: expected the list of runs or no such file, found another page, which is "
            "kept; move it elsewhere to have runs listed there."
        )


@contextlib.contextmanager
def _alone(output: Path) -> Iterator[None]:
    """One process at a time; whoever waits for long goes on: the other one writes the same."""
    lock = filelock.FileLock(output / ".index.lock", timeout=20)
    try:
        lock.acquire()
    except (filelock.Timeout, OSError):
        yield
        return
    try:
        yield
    finally:
        lock.release()


def find_entries(output: Path) -> list[Entry]:
    """The runs and studies below a directory, the latest first."""
    found = {
        path.parent: kind
        for depth in _DEPTHS
        for name, kind in _RECORDS.items()
        for path in sorted(output.glob(f"{depth}{name}"))
    }
    candidates = {
        run for place, kind in found.items() if kind == "sweep" for run in _runs_of_sweep(place)
    }
    entries = [_entry(output, directory, kind, candidates) for directory, kind in found.items()]
    return sorted(entries, key=lambda entry: (entry.date, entry.place), reverse=True)


def _runs_of_sweep(directory: Path) -> Iterator[Path]:
    """Where they are, resolved; none of a record that cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        runs = tomllib.loads((directory / "sweep.toml").read_text("utf-8")).get("runs")
        for run in runs if isinstance(runs, list) else ():
            yield (directory / str(run)).resolve()


def _entry(output: Path, directory: Path, kind: str, candidates: Collection[Path]) -> Entry:
    record = _record(directory / "run.json") if kind == "run" else {}
    data = record.get("data")
    place = directory.relative_to(output).as_posix()
    page = directory / "report.html"
    is_candidate = bool(candidates) and directory.resolve() in candidates
    return Entry(
        place=readable_name(place),
        address=quote(place.encode("utf-8", "surrogateescape")),
        kind=kind,
        title=str((data if isinstance(data, dict) else {}).get("title") or directory.parent.name),
        date=_date(record, page),
        status=str(record.get("status", "")) if kind == "run" else "",
        answer=_CANDIDATE if is_candidate else _answer(page),
        has_page=page.is_file() and not is_candidate,
        has_thumbnail=(directory / THUMBNAIL).is_file(),
    )


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {"status": "its run.json cannot be read"}
    return record if isinstance(record, dict) else {"status": "its run.json cannot be read"}


def _date(record: dict[str, Any], page: Path) -> str:
    """Of the start of a run, else of the page, to the minute."""
    started = record.get("started")
    if isinstance(started, str):
        return started[:16].replace("T", " ")
    with contextlib.suppress(OSError):
        changed = datetime.datetime.fromtimestamp(page.stat().st_mtime, datetime.UTC)
        return changed.isoformat(" ", timespec="minutes")[:16]
    return ""


class _AnswerReader(HTMLParser):
    """Collects the text of the first element of the class `answer`."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._tag: str | None = None
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._done and self._tag is None and ("class", "answer") in attrs:
            self._tag = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._tag, self._done = None, True

    def handle_data(self, data: str) -> None:
        if self._tag is not None:
            self.parts.append(data)


def _answer(page: Path) -> str:
    """What a report says first; empty where there is none."""
    reader = _AnswerReader()
    try:
        with page.open("rb") as file:
            reader.feed(file.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return ""
    return " ".join("".join(reader.parts).split())
