"""A study at work: its runs one after the other, and what they say together."""

import contextlib
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import filelock

from datasets.dataset import Dataset
from experiment.pipeline import (
    EXIT_INCOMPLETE,
    Request,
    check_before_work,
    do_run,
    plan_run,
)
from foundation.errors import UserError, WorkerDiedError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from foundation.workers import close_workers
from plan.folder_check import say_check
from plan.run import Page, Run
from studies.grid import PlannedRun
from studies.results import RunOfStudy, read_run
from studies.runs_at_once import RunEnd, RunTask, do_side_by_side
from studies.study_file import AskedStudy, check_same_study, write_study


@dataclass
class Study:
    """The runs of a study and where it stands."""

    name: str
    directory: Path
    asked: AskedStudy
    command: str
    planned: Sequence[PlannedRun]
    source: Dataset
    display: ProgressDisplay
    tell: Callable[["Study"], None]
    """Writes all that the study directory holds beside the record, of finished runs and others."""
    search: Callable[["Study"], Iterator[PlannedRun]] | None = None
    """Chooses runs one after the other by what is done so far; None: all, in their order."""
    at_most: int | None = None
    """Runs that a search may choose."""
    search_ended: str = ""
    """Why a search that is at its end has chosen fewer; empty: it has not, or was stopped."""
    load: Callable[[int], Dataset] | None = None
    """The data by the split seed, where that draws test examples as the data is loaded; None: it
    is the same for all runs."""
    runs_at_once: int = 1
    """Runs that are made side by side, each in one process; 1: one after the other."""
    says_test_figures: bool = True
    """Whether every run prints its figures on test images."""
    done: dict[PlannedRun, RunOfStudy] = field(default_factory=dict)
    roots: dict[PlannedRun, Path] = field(default_factory=dict)
    """Where each run is, or will be; known once it was checked."""

    @property
    def count(self) -> int:
        """How many runs are made."""
        return len(self.planned) if self.at_most is None else self.at_most

    def source_of(self, request: Request) -> Dataset:
        """The data of one of its runs."""
        return self.load(request.arguments.run.split_seed) if self.load else self.source

    def plan(self, planned: PlannedRun) -> tuple[Request, Run]:
        """One of its runs, ready to be done; worker processes stay for the next one."""
        request = Request.read(planned.words)
        run = plan_run(request, self.source_of(request), self.display)
        workers = replace(run.workers, stay=True)
        shown, page = self.says_test_figures, self._page_of(planned)
        return request, replace(run, workers=workers, says_test_figures=shown, page=page)

    def _page_of(self, planned: PlannedRun) -> Page:
        """Of runs side by side only those of the first seed draw theirs: it is soon made later."""
        if self.runs_at_once == 1:
            return "live"
        return "last" if planned.seed == self.planned[0].seed else "none"

    def check(self) -> None:
        """Everything that can be refused before a file is written.

        Raises:
            UserError: Another study is in its directory, an amount or setting cannot be run, or a
                finished unit of a run was made with other settings.
        """
        check_same_study(self.directory, self.asked)
        roots: dict[PlannedRun, Path] = {}
        for planned in self.planned:
            _, run = self.plan(planned)
            if not roots:
                say_check(run)
            run.plan.check()
            if planned.seed == self.planned[0].seed:  # other seeds differ in nothing that it asks
                check_before_work(run, force=False)
            roots[planned] = run.run_directory.root
        self.roots = roots

    def do(self) -> bool:
        """Do what is left; one run that fails does not stop the others.

        Returns:
            Whether every run is finished with all its arms.

        Raises:
            UserError: As for `check`, or the directory cannot be written.
        """
        if not self.roots:
            self.check()
        with self._locked():
            self.record()  # first: a study that is killed goes on with the same numbers
            try:
                self._do_all()
            except BaseException:  # Ctrl-C stays what it is, whatever the telling comes to
                self._try_to_tell()
                raise
            self.tell(self)
        return all(run.status == "finished" for run in self.done.values())

    def _do_all(self) -> None:
        try:
            if self.runs_at_once > 1 and self.search is None:
                self._do_side_by_side()
                return
            chosen = self.search(self) if self.search else self.planned
            for number, planned in enumerate(chosen, start=1):
                heading = f"Run {number} of {self.count}: {planned.title}"
                self.display.say(heading)
                self.done[planned] = self._do(planned)
        finally:
            close_workers()

    def _do_side_by_side(self) -> None:
        """Do what is left, so many runs at once."""
        left = []
        for planned in self.planned:
            _, run = self.plan(planned)
            there = self._there(planned, run)
            if there is None:
                left.append(planned)
            else:
                self.done[planned] = there
        if not left:
            return
        first = Request.read(self.planned[0].words)
        ends = do_side_by_side(
            (self._begun(planned) for planned in left),
            min(self.runs_at_once, len(left)),
            first.arguments.run.gan.threads,
        )
        try:
            with contextlib.closing(ends):
                for end in ends:
                    self.done[end.planned] = self._ended(end)
        except WorkerDiedError:
            raise UserError(
                f"{self.directory}: expected worker processes to live until their runs are "
                "finished, found that one was killed, maybe for want of memory; what is finished "
                "is kept, and the same command goes on (with fewer --jobs in less memory)."
            ) from None

    def _begun(self, planned: PlannedRun) -> RunTask:
        number = list(self.planned).index(planned) + 1
        self.display.say(f"Run {number} of {self.count}: {planned.title}: begun")
        source = self.source_of(Request.read(planned.words))
        return RunTask(planned, source, self._page_of(planned))

    def _ended(self, end: RunEnd) -> RunOfStudy:
        planned, (_, run) = end.planned, self.plan(end.planned)
        if end.error:
            return self._ended_badly(planned, run, end.error)
        self.display.say(f"  Done: {planned.title}: {run.run_directory.root}")
        return _read_ended(planned, run, end.code)

    def _there(self, planned: PlannedRun, run: Run) -> RunOfStudy | None:
        """A run that is there already; None: something of it is to be done."""
        root = self.roots[planned] = run.run_directory.root
        if run.waiting() or not run.has_results():
            return None
        self.display.say(f"  There already: {root}")
        status = "incomplete" if run.failed_classes() and run.plan.needs_gans else "finished"
        return read_run(planned, root, status, _failed(run))

    def _do(self, planned: PlannedRun) -> RunOfStudy:
        request, run = self.plan(planned)
        there = self._there(planned, run)
        if there is not None:
            return there
        try:
            code = do_run(request, self.source_of(request), run)
        except UserError as error:
            return self._ended_badly(planned, run, str(error))
        except Exception as error:  # a defect in one run is told, and does not cost the others
            self.display.say(traceback.format_exc())
            return self._ended_badly(planned, run, f"{type(error).__name__}: {error}")
        return _read_ended(planned, run, code)

    def _ended_badly(self, planned: PlannedRun, run: Run, detail: str) -> RunOfStudy:
        """A failed run with the arms that it has finished, where they are those asked for."""
        self.display.say(f"  This run failed; the others go on. {detail}")
        root = run.run_directory.root
        try:
            run.plan.check()
        except UserError:
            return RunOfStudy(planned=planned, root=root, status="failed", detail=detail)
        return read_run(planned, root, "failed", detail)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Cannot write {error.filename}: {error.strerror}.") from error
        try:
            with filelock.FileLock(self.directory / ".lock", timeout=0):
                yield
        except filelock.Timeout:
            raise UserError(
                f"{self.directory}: another process is at work on this {self.asked.kind}; wait "
                "for it to end, or give another --name."
            ) from None

    def runs(self) -> list[RunOfStudy]:
        """How every run stands, those that were not reached this time included."""
        return [self.done.get(each) or self._not_reached(each) for each in self.planned]

    def _not_reached(self, planned: PlannedRun) -> RunOfStudy:
        found = read_run(planned, self.roots[planned])
        kept = found.status in ("finished", "failed")
        return found if kept else replace(found, status="waiting")

    def _try_to_tell(self) -> None:
        try:
            self.tell(self)
        except Exception as error:
            self.display.say(f"The study's report was not written: {error}")

    def record(self) -> None:
        """Write what was asked for and where the runs are."""
        roots = [_relative(self.roots[each], self.directory) for each in self.planned]
        write_study(self.directory, self.asked, roots)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file of the study directory."""
        write_atomically(self.directory / name, content)


def _read_ended(planned: PlannedRun, run: Run, code: int) -> RunOfStudy:
    status = "incomplete" if code == EXIT_INCOMPLETE else "finished"
    return read_run(planned, run.run_directory.root, status, _failed(run))


def _failed(run: Run) -> str:
    """The classes whose GAN failed, in a sentence; empty: none."""
    failed = run.failed_classes()
    return f"The GAN failed for {', '.join(failed)}." if failed else ""


def _relative(root: Path, directory: Path) -> str:
    return Path("..", root.name).as_posix() if root.parent == directory.parent else str(root)
