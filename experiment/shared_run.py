"""A run as worker processes get it: its arrays as files in the run directory, the rest as is.

A task then weighs next to nothing, the images are in memory once per machine, and it makes no
difference whether a worker is a process here or one elsewhere that sees the same path.
"""

import dataclasses
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from datasets.dataset import Dataset
from foundation.errors import UserError
from foundation.files import atomic_path
from foundation.progress import ProgressDisplay
from foundation.workers import Workers
from plan.config import ExperimentConfig
from plan.graph import Plan, Task
from plan.run import Run
from plan.run_directory import RunDirectory
from plan.timing import Timing

_SECONDS_BETWEEN_WRITES = 0.5
_ARRAYS = ("examples", "labels")
# What only the drawing of a split or the check of the data needs.
_LEFT_OUT = ("test_mask", "validation_mask", "groups", "inspection")


@dataclass(frozen=True)
class SharedRun:
    """A run in a form that can be sent to another process."""

    directory: Path
    """Where the arrays and the progress of units are; it is there as long as the run lasts."""
    config: ExperimentConfig
    plan: Plan
    run_directory: RunDirectory
    workers: Workers
    tensorboard: bool
    described: dict[str, Any]
    """The other fields of the data."""

    def open(self, display: "WorkerProgress") -> Run:
        """The run, with a display of this process's own.

        Raises:
            UserError: The files cannot be read from here.
        """
        try:
            # Mapped, not read: a unit takes the images of a few classes, or copies them anyway.
            arrays: dict[str, Any] = {
                name: np.asarray(np.load(self.directory / f"{name}.npy", mmap_mode="r"))
                for name in _ARRAYS
            }
        except OSError as error:
            raise UserError(
                f"{error.filename or self.directory}: expected a file that every worker can read, "
                f"found none: {error.strerror}."
            ) from error
        return Run(
            config=self.config,
            data=Dataset(**arrays, **self.described),
            plan=self.plan,
            run_directory=self.run_directory,
            display=display,
            timing=Timing(self.run_directory.root / "timing.csv"),
            workers=self.workers,
            tensorboard=self.tensorboard,
        )

    def progress_path(self, task: Task) -> Path:
        """Where a worker says how far it is with a unit."""
        return self.directory / (task.name.replace("/", "+") + ".progress")


@contextmanager
def shared(run: Run) -> Iterator[SharedRun]:
    """Write what workers need into the run directory, for as long as the block lasts.

    Raises:
        UserError: The place cannot be written.
    """
    # Workers may have another current directory.
    run_directory = run.run_directory.absolute()
    # A new name each time: what an earlier start has left running notices that its own is gone.
    directory = run_directory.work_directory / uuid.uuid4().hex
    try:
        for name in _ARRAYS:
            with atomic_path(directory / f"{name}.npy") as temporary:
                np.save(temporary, getattr(run.data, name), allow_pickle=False)
        fields = {field.name for field in dataclasses.fields(run.data)} - {*_ARRAYS}
        yield SharedRun(
            directory=directory,
            config=run.config,
            plan=run.plan.at(run_directory),
            run_directory=run_directory,
            workers=run.workers,
            tensorboard=run.tensorboard,
            described={name: getattr(run.data, name) for name in fields - {*_LEFT_OUT}}
            | dict.fromkeys(_LEFT_OUT),
        )
    finally:
        shutil.rmtree(run_directory.work_directory, ignore_errors=True)


class RunEndedError(Exception):
    """The run that a unit belongs to has ended before the unit."""


class WorkerProgress(ProgressDisplay):
    """The display of a worker: lines are collected, progress goes to a small file.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(Console(quiet=True))
        self.lines: list[str] = []
        self._path = path

    def say(self, text: str) -> None:
        self.lines.append(text)

    @contextmanager
    def task(self, description: str, total: int) -> Iterator[Callable[[int], None]]:
        written = 0.0

        def advance(done: int) -> None:
            nonlocal written
            if time.monotonic() - written >= _SECONDS_BETWEEN_WRITES:
                written = time.monotonic()
                self.write(description, done, total)

        advance(0)
        yield advance

    def write(self, description: str, done: int, total: int) -> None:
        """Say how far the unit is.

        Raises:
            RunEndedError: Nobody will read it any more.
        """
        try:
            self._path.write_text(json.dumps([description, done, total]), "utf-8")
        except FileNotFoundError:
            raise RunEndedError(f"{self._path.parent} is gone") from None
        except OSError:  # such as a full disk: what matters will say so itself
            pass

    def remove(self) -> None:
        """The unit is no longer at work."""
        with suppress(OSError):
            self._path.unlink()


def read_progress(path: Path) -> tuple[str, int, int] | None:
    """Description, amount done and total; None where the unit is not at work, or just writing."""
    try:
        description, done, total = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return description, done, total
