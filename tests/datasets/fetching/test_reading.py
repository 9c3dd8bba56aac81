import io
import threading
import time

import pytest
from rich.console import Console

from datasets.fetching.reading import MemoryBudget, in_threads
from foundation.progress import ProgressDisplay


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 200])
def test_results_come_in_order(count):
    def work(index):
        time.sleep(0.001 * (index % 3))
        return index * index

    assert in_threads(work, count, "Squares", None) == [i * i for i in range(count)]


def test_several_threads_work_at_once():
    meeting = threading.Barrier(2, timeout=20)
    in_threads(lambda index: index % 32 or meeting.wait(), 64, "Meeting", None)


def test_progress_is_said():
    text = io.StringIO()
    in_threads(lambda index: index, 5, "Reading", ProgressDisplay(Console(file=text)))
    assert "Reading: done in" in text.getvalue()


def test_an_interrupt_ends_the_work_early():
    done = []

    def work(index):
        if index == 0:
            raise KeyboardInterrupt
        time.sleep(0.001)
        done.append(index)

    with pytest.raises(KeyboardInterrupt):
        in_threads(work, 32 * 1000, "Reading", None)
    assert len(done) < 32 * 500


def test_the_budget_is_never_exceeded():
    budget, held, most = MemoryBudget(10), [], []
    lock = threading.Lock()

    def work(index):
        amount = index % 7 + 1
        with budget.hold(amount):
            with lock:
                held.append(amount)
                most.append(sum(held))
            time.sleep(0.0005)
            with lock:
                held.remove(amount)

    in_threads(work, 400, "Holding", None)
    assert len(most) == 400
    assert 7 <= max(most) <= 10


def test_more_than_the_whole_budget_is_held_alone():
    budget = MemoryBudget(10)
    with budget.hold(1000):
        pass
    with budget.hold(10):
        pass
