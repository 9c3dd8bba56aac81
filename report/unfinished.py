"""The page of a run that is not finished: how far it is, and the sections of what is done.

It holds no answer, leaves no file but `report.html`, and no marker vouches for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from arms.catalog import ARMS
from foundation.files import write_atomically
from plan.run import Run
from plan.stages import STAGES
from plan.task import Task
from report import report_unit
from report.arm_result import NOT_RUN, ArmResult, ClassGan
from report.found import Found, class_gans, find
from report.rendering import render
from report.section import Content, Section

RELOAD_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class StageStanding:
    """How far one stage is."""

    stage: str
    about: str
    """What it does, in words."""
    done: int
    units: int
    """How many it has in all."""
    left: int
    """How many are at work or waiting; what a failed class leaves without examples is neither."""
    seconds: float | None
    """That those which are left take at the pace of those which are done; None: not known."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a run is."""

    stages: Sequence[StageStanding]
    at_work: Sequence[str]
    """Names of units."""
    elapsed: float
    """Seconds since this start of the run."""
    written: str
    """When the page was written."""
    drawn: str
    """When its sections were drawn."""
    ended: str = ""
    """Why this start ended before the run was finished; empty: it goes on."""

    @property
    def done(self) -> int:
        """Units that are done."""
        return sum(stage.done for stage in self.stages)

    @property
    def units(self) -> int:
        """Units in all."""
        return sum(stage.units for stage in self.stages)

    @property
    def unreachable(self) -> int:
        """Units that wait in vain for a class which has failed."""
        return self.units - self.done - sum(stage.left for stage in self.stages)

    @property
    def seconds(self) -> float:
        """Of all that is left, as far as its pace is known."""
        return sum(stage.seconds or 0.0 for stage in self.stages)

    @property
    def unknown(self) -> list[str]:
        """The stages that have units of a sort of which none is done."""
        return [stage.stage for stage in self.stages if stage.left and stage.seconds is None]


def stage_standings(
    run: Run, left: Mapping[str, Task], lost: Collection[str], at_once: int | None
) -> list[StageStanding]:
    """How far each stage of a run is, from its plan and timing.csv.

    Args:
        run: The run.
        left: Units that are at work or waiting.
        lost: Names of units that wait in vain.
        at_once: Units that are made side by side; None: not known, and so is no time.
    """
    pace = _pace(run, set(run.plan.tasks) - set(left) - set(lost))
    by_stage = groupby(sorted(run.plan.tasks.values(), key=_place), key=lambda task: task.stage)
    found = []
    for stage, group in by_stage:
        tasks = list(group)
        waiting = [task for task in tasks if task.name in left]
        found.append(
            StageStanding(
                stage=stage,
                about=STAGES[stage],
                done=sum(task.name not in left and task.name not in lost for task in tasks),
                units=len(tasks),
                left=len(waiting),
                seconds=_seconds(waiting, pace, at_once) if at_once else None,
            )
        )
    return found


def _place(task: Task) -> int:
    return list(STAGES).index(task.stage)


def _sort(task: Task) -> tuple[str, bool]:
    """What units take about as long as each other."""
    return task.maker, task.maker == "classifiers" and ARMS[task.subject].is_longer


def _pace(run: Run, done: Collection[str]) -> dict[tuple[str, bool], float]:
    """Mean seconds of a unit of each sort of which one is done."""
    # Of a unit that was made again, the last row counts.
    seconds = {row["unit"]: float(row["seconds"]) for row in run.timing.rows()}
    taken: dict[tuple[str, bool], list[float]] = {}
    for name, task in run.plan.tasks.items():
        if name in done and name in seconds:
            taken.setdefault(_sort(task), []).append(seconds[name])
    return {sort: sum(each) / len(each) for sort, each in taken.items()}


def _seconds(
    waiting: Sequence[Task], pace: Mapping[tuple[str, bool], float], at_once: int
) -> float | None:
    if any(_sort(task) not in pace for task in waiting):
        return None
    return sum(pace[_sort(task)] for task in waiting) / max(1, min(at_once, len(waiting)))


def find_unfinished(run: Run) -> Found:
    """What there is of a run so far; what is missing is said to come yet."""
    found = find(run)
    arms = [_to_come(arm) if arm.status == NOT_RUN else arm for arm in found.arms]
    return replace(
        found,
        arms=arms if found.finished else (),
        gans=gans_so_far(run),
        is_loaded_again=True,
    )


def gans_so_far(run: Run) -> list[ClassGan]:
    """How the GAN of each class stands; one that is missing is to come yet."""
    return [
        replace(gan, detail="Not finished yet.") if gan.status == NOT_RUN else gan
        for gan in class_gans(run)
    ]


def _to_come(arm: ArmResult) -> ArmResult:
    return replace(arm, detail=arm.detail or "still to come")


def draw_what_is_done(found: Found) -> dict[Section, Content]:
    """The sections of what is done, without those that draw conclusions."""
    return report_unit.draw_sections(found, False)


def write_unfinished(found: Found, sections: Mapping[Section, Content], standing: Standing) -> None:
    """Write report.html, whole or not at all; no marker vouches for it.

    Args:
        found: As `find_unfinished` returns it.
        sections: What is shown of it, maybe drawn earlier.
        standing: How far the run is.

    Raises:
        UserError: The disk is full or the place cannot be written.
    """
    directory = found.run.run_directory
    page = render(
        "unfinished",
        found=found,
        sections=sections,
        standing=standing,
        reload_seconds=RELOAD_SECONDS,
    )
    # The report of an earlier state of the run is no longer there.
    directory.report_unit().marker.unlink(missing_ok=True)
    write_atomically(directory.root / "report.html", str(page))
