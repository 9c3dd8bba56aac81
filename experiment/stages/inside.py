"""Draw what happened inside the training of a class, or inside a run's."""

from experiment.inside.drawing import draw_views
from experiment.inside.looking import Looking
from foundation.files import write_atomically
from plan.graph import Task
from plan.run import Run


def make(run: Run, task: Task) -> None:
    """Write the files of the views; the marker keeps why a view shows nothing."""
    drawn = draw_views(Looking(run, task.subject), task.settings["views"])
    files = []
    for name, content in drawn.files.items():
        files.append(task.unit.directory / name)
        write_atomically(files[-1], content)
    task.unit.finish(task.settings, files, notes=drawn.notes)
