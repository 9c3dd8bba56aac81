"""Draw training, validation and test rows."""

from plan.graph import Task
from plan.run import Run


def make(run: Run, task: Task) -> None:
    """Write split.npz."""
    run.save_split(run.draw_split())
    task.unit.finish(task.settings, [task.unit.directory / "split.npz"])


def ended(run: Run, task: Task) -> str:
    """How many examples there are for each purpose."""
    split = run.load_split()
    twins = len(split.left_out)
    return (
        f"  {len(split.train):,} training, {len(split.validation):,} validation and "
        f"{len(split.test):,} test images"
        + (f"; {twins:,} more have the pixels of a test image" if twins else "")
        + (f". {run.selection_remark}" if run.selection_remark else "")
    )
