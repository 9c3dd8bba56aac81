"""Which task comes next: those whose needs are met, in the order of the plan."""

from collections.abc import Callable, Sequence

from plan.graph import Task


class ReadyQueue:
    """The tasks that are waiting; a task comes out once everything that it needs is finished.

    What needs a unit that has failed (a GAN without a usable generator) never comes out, unless it
    is made despite that.

    Args:
        waiting: Each task after those that it needs.
        failed: Whether a unit that is not among them, by its name, is of no use or never will be.
    """

    def __init__(
        self, waiting: Sequence[Task], failed: Callable[[str], bool] = lambda name: False
    ) -> None:
        self._waiting = list(waiting)
        self._unfinished = {task.name for task in waiting}
        # Each name once: many arms wait for the same classes.
        needs = {need for task in waiting for need in task.needs} - self._unfinished
        self._failed = {need for need in needs if failed(need)}
        self._drop_hopeless()

    def threads(self) -> int | None:
        """Threads of the next task; None: there is none that could be begun."""
        return next((task.threads for task in self._waiting if self._is_ready(task)), None)

    def count(self, threads: int) -> int:
        """How many tasks of so many threads are waiting, ready or not."""
        return sum(task.threads == threads for task in self._waiting)

    def ready(self, threads: int) -> int:
        """How many tasks of so many threads could begin now."""
        return sum(task.threads == threads and self._is_ready(task) for task in self._waiting)

    def take(self, threads: int) -> Task | None:
        """The next task that may begin and has so many threads; None: none is ready now."""
        for task in self._waiting:
            if task.threads == threads and self._is_ready(task):
                self._waiting.remove(task)
                return task
        return None

    def finished(self, task: Task) -> None:
        """Say that a task that was taken is finished, with or without success."""
        self._unfinished.discard(task.name)
        if not task.is_usable():
            self._failed.add(task.name)
            self._drop_hopeless()

    def bring_forward(self, jobs: int | None, threads: int) -> None:
        """Let classifiers that wait for nothing begin first, as far as they fill no gap later.

        So many are left behind that, with the classifiers that do wait, they fill the last round
        of processes: three arms in two processes would else end with one at work.

        Args:
            jobs: Tasks at once; None: as many as there are.
            threads: Of the processes; tasks of others wait for others.
        """
        if jobs == 1:
            return
        classifiers = [
            task
            for task in self._waiting
            if task.maker == "classifiers" and task.threads == threads
        ]
        free = [task for task in classifiers if self._is_ready(task)]
        if len(free) == len(self._waiting):
            return
        left = -(len(classifiers) - len(free)) % jobs if jobs else 0
        first = free[: max(len(free) - left, 0)]
        self._waiting = first + [task for task in self._waiting if task not in first]

    def _is_ready(self, task: Task) -> bool:
        return not any(name in self._unfinished for name in (*task.needs, *task.after))

    def _drop_hopeless(self) -> None:
        for task in list(self._waiting):
            if not task.despite_failure and any(need in self._failed for need in task.needs):
                self._waiting.remove(task)
                self._unfinished.discard(task.name)
                self._failed.add(task.name)
