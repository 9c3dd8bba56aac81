"""Trainings that can be watched while they go on."""

from contextlib import AbstractContextManager, nullcontext

from plan.graph import Task
from plan.run import Run
from training.event_file import EventFile


def watched(run: Run, task: Task) -> AbstractContextManager[EventFile | None]:
    """Where the training of a task writes what is to be seen of it; None: nobody watches.

    Raises:
        UserError: The place cannot be written.
    """
    return EventFile(run.run_directory.events_of(task.unit)) if run.tensorboard else nullcontext()
