"""Draw training, validation and test rows."""

from plan.graph import Task
from plan.run import Run


def make(run: Run, task: Task) -> None:
    """Write split.npz."""
    run.save_split(run.draw_split())
    task.unit.finish(task.settings, [task.unit.directory / "split.npz"])


def ended(run: Run, task: Task) -> str:
    """How many examples there are for each purpose."""
    split, (one, several) = run.load_split(), run.data.kind.nouns
    twins = len(split.left_out)
    return (
        f"  {len(split.train):,} training, {len(split.validation):,} validation and "
        f"{len(split.test):,} test {several}"
        + (f"; {twins:,} more have the pixels of a test {one}" if twins else "")
        + (f". {run.selection_remark}" if run.selection_remark else "")
    )
