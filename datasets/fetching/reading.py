"""Read many files at once, in threads that share a bound on memory."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from foundation.progress import ProgressDisplay

Result = TypeVar("Result")

MOST_THREADS = 8
# So many files are one piece of work for a thread: single small ones are not worth handing out.
_FILES_PER_PIECE = 32


class MemoryBudget:
    """Lets threads hold so much memory between them; who wants more waits.

    Args:
        total: Bytes.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._used = 0
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def hold(self, amount: int) -> Iterator[None]:
        """Hold `amount` bytes inside of the block; at most all there are."""
        amount = min(amount, self._total)
        with self._changed:
            self._changed.wait_for(lambda: self._used + amount <= self._total)
            self._used += amount
        try:
            yield
        finally:
            with self._changed:
                self._used -= amount
                self._changed.notify_all()


def in_threads(
    work: Callable[[int], Result], count: int, description: str, display: ProgressDisplay | None
) -> list[Result]:
    """The results of `work(0)`, ..., `work(count - 1)`, in this order.

    Args:
        work: What is done for one file; it must not raise. Pillow and hashing let other threads
            run meanwhile.
        count: How many files.
        description: Such as `Decoding images`, for the progress.
        display: Shows the progress; None: nobody does.
    """

    def piece(start: int) -> list[Result]:
        return [work(index) for index in range(start, min(start + _FILES_PER_PIECE, count))]

    results: list[Result] = []
    task = display.task(description, count) if display and count else _no_task()
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    with task as advance, ThreadPoolExecutor(threads, thread_name_prefix="read") as pool:
        try:
            for part in [pool.submit(piece, i) for i in range(0, count, _FILES_PER_PIECE)]:
                results += part.result()
                advance(len(results))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results


@contextlib.contextmanager
def _no_task() -> Iterator[Callable[[int], None]]:
    yield lambda done: None
