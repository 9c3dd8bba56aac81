"""A study at work: its runs one after the other, and what they say together."""

import contextlib
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import filelock
import pandas as pd

from datasets.dataset import Dataset
from experiment.pipeline import EXIT_INCOMPLETE, Request, do_run, plan_run
from experiment.place import run_path
from foundation.errors import UserError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from foundation.workers import close_workers
from plan.run import Run
from studies import summary as tables
from studies.advice import advise, answer
from studies.grid import PlannedRun
from studies.page import render_page
from studies.pictures import draw_pictures
from studies.results import RunOfStudy, read_run
from studies.study_file import AskedStudy, write_study


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
    done: dict[PlannedRun, RunOfStudy] = field(default_factory=dict)

    def plan(self, planned: PlannedRun) -> tuple[Request, Run]:
        """One of its runs, ready to be done; worker processes stay for the next one."""
        request = Request.read(planned.words)
        run = plan_run(request, self.source, self.display)
        return request, replace(run, workers=replace(run.workers, stay=True))

    def do(self) -> bool:
        """Do what is left; one run that fails does not stop the others.

        Returns:
            Whether every run is finished with all its arms.
        """
        with self._locked():
            try:
                for number, planned in enumerate(self.planned, start=1):
                    heading = f"Run {number} of {len(self.planned)}: {planned.title}"
                    self.display.say(heading)
                    self.done[planned] = self._do(planned)
            finally:
                close_workers()
                self._tell()
        return all(run.status == "finished" for run in self.done.values())

    def _do(self, planned: PlannedRun) -> RunOfStudy:
        request, run = self.plan(planned)
        root = run.run_directory.root
        if not run.plan.waiting() and run.run_directory.has_whole_report():
            self.display.say(f"  There already: {root}")
            status = "incomplete" if run.failed_classes() and run.plan.needs_gans else "finished"
            return read_run(planned, root, status, _failed(run))
        try:
            code = do_run(request, self.source, run)
        except UserError as error:
            self.display.say(f"  This run failed; the others go on. {error}")
            return read_run(planned, root, "failed", str(error))
        except Exception as error:  # a defect in one run is told, and does not cost the others
            self.display.say(traceback.format_exc())
            detail = f"{type(error).__name__}: {error}"
            self.display.say(f"  This run failed; the others go on. {detail}")
            return read_run(planned, root, "failed", detail)
        status = "incomplete" if code == EXIT_INCOMPLETE else "finished"
        return read_run(planned, root, status, _failed(run))

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
                f"{self.directory}: another process is at work on this study; wait for it to end, "
                "or give another --name."
            ) from None

    def runs(self) -> list[RunOfStudy]:
        """How every run stands, those that were not reached this time included."""
        return [self.done.get(each) or self._not_reached(each) for each in self.planned]

    def _not_reached(self, planned: PlannedRun) -> RunOfStudy:
        # Where it would be: to look at the data for its other settings takes too long after Ctrl-C.
        arguments = Request.read(planned.words).arguments
        config = replace(arguments.study, classes=self.source.in_order(arguments.study.classes))
        root = run_path(config, self.source.name, arguments.output, arguments.label)
        found = read_run(planned, root)
        return found if found.status == "finished" else replace(found, status="waiting")

    def _tell(self) -> None:
        """Write everything that the study directory holds."""
        runs = self.runs()
        roots = [_relative(run.root, self.directory) for run in runs]
        write_study(self.directory, self.asked, roots)
        found = tables.summarise(runs)
        advice = advise(found)
        frames = {
            "summary.csv": tables.runs_table(runs),
            "arms.csv": tables.arms_table(found),
            "differences.csv": tables.differences_table(found),
            "advice.csv": pd.DataFrame(
                [(a.setting, a.amount, a.arm, a.sentence) for a in advice],
                columns=["setting", "samples_per_class", "arm", "sentence"],
            ),
        }
        for name, frame in frames.items():
            write_atomically(self.directory / name, frame.to_csv(index=False))
        pictures = draw_pictures(found)
        for number, drawn in enumerate(pictures.values()):
            for name, content in drawn.items():
                suffix = f"-{number}" if len(pictures) > 1 else ""
                write_atomically(self.directory / "plots" / f"{name}{suffix}.png", content)
        said = answer(found)
        page = render_page(
            found, advice, name=self.name, answer=said, command=self.command, pictures=pictures
        )
        write_atomically(self.directory / "report.html", page)
        for line in (said, *(each.sentence for each in advice)):
            self.display.say(line)
        self.display.say(f"Report: {self.directory / 'report.html'}")


def _failed(run: Run) -> str:
    """The classes whose GAN failed, in a sentence; empty: none."""
    failed = run.failed_classes()
    return f"The GAN failed for {', '.join(failed)}." if failed else ""


def _relative(root: Path, directory: Path) -> str:
    return Path("..", root.name).as_posix() if root.parent == directory.parent else str(root)
