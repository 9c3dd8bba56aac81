"""Which task comes next, and which classifiers begin beside the GANs."""

from types import SimpleNamespace

import pytest

from experiment.ready_queue import ReadyQueue


def _task(name, maker="gans", needs=(), threads=1, usable=True, after=(), despite_failure=False):
    return SimpleNamespace(
        name=name, maker=maker, needs=needs, after=after, threads=threads,
        is_usable=lambda: usable, despite_failure=despite_failure,
    )  # fmt: skip


def _drain(queue, threads=1):
    names = []
    while (task := queue.take(threads)) is not None:
        names.append(task.name)
        queue.finished(task)
    return names


def _study(*arms, repeats=1, gans=3, classifier_threads=1):
    """GANs, and classifiers of which those of `synthetic` wait for all of them."""
    made = [_task(f"gan/{index}") for index in range(gans)]
    names = tuple(task.name for task in made)
    return made + [
        _task(f"{arm}{n}", "classifiers", names if arm == "synthetic" else (), classifier_threads)
        for arm in arms
        for n in range(repeats)
    ]


ARMS = ("original", "augmented", "synthetic")


def test_tasks_come_in_their_order_and_after_what_they_need():
    tasks = [_task("a"), _task("b", needs=("a",)), _task("c"), _task("d", needs=("b", "c"))]
    assert _drain(ReadyQueue(tasks)) == ["a", "b", "c", "d"]
    queue = ReadyQueue(tasks)
    assert [queue.take(1).name, queue.take(1).name, queue.take(1)] == ["a", "c", None]
    queue.finished(tasks[0])
    assert queue.take(1).name == "b"


def test_a_need_that_is_not_waiting_is_there_already():
    assert _drain(ReadyQueue([_task("b", needs=("a",))])) == ["b"]


def test_what_comes_after_others_waits_for_them_and_does_not_mind_that_they_fail():
    last = _task("views", after=("gan/0", "synthetic/0", "synthetic/1", "never made"))
    bad, good = _task("gan/0", usable=False), _task("synthetic/1")
    queue = ReadyQueue([last, bad, _task("synthetic/0", needs=("gan/0",)), good])
    assert _drain(queue) == ["gan/0", "synthetic/1", "views"]


@pytest.mark.parametrize("when", ["before", "now"])
def test_what_needs_a_failed_unit_never_comes(when):
    bad = _task("gan/0", usable=False)
    rest = [
        _task("gan/1"),
        _task("synthetic/0", needs=("gan/0",)),
        _task("synthetic/1", needs=("gan/1",)),
        _task("arm", "classifiers", ("synthetic/0", "synthetic/1")),
        _task("judge", needs=("arm",)),
    ]
    if when == "before":
        queue = ReadyQueue(rest, failed=lambda name: name == "gan/0")
        assert _drain(queue) == ["gan/1", "synthetic/1"]
    else:
        assert _drain(ReadyQueue([bad, *rest])) == ["gan/0", "gan/1", "synthetic/1"]


@pytest.mark.parametrize("when", ["before", "now"])
def test_what_is_made_despite_a_failure_comes_after_it(when):
    views = _task("views", needs=("synthetic/0", "judge"), despite_failure=True)
    rest = [views, _task("synthetic/0", needs=("gan/0",)), _task("judge")]
    if when == "before":
        assert _drain(ReadyQueue(rest, failed="gan/0".__eq__)) == ["judge", "views"]
    else:
        bad = _task("gan/0", usable=False)
        queue = ReadyQueue([*rest, bad])
        assert queue.take(1).name == "judge"  # as long as it is at work, the views wait
        assert queue.take(1) is bad and queue.take(1) is None
        queue.finished(rest[-1])
        assert queue.take(1) is None
        queue.finished(bad)
        assert queue.take(1) is views


def test_one_number_of_threads_at_a_time():
    tasks = [_task("a"), _task("b", threads=2), _task("c", needs=("b",)), _task("d")]
    queue = ReadyQueue(tasks)
    assert (queue.threads(), queue.count(1), queue.count(2)) == (1, 3, 1)
    assert _drain(queue) == ["a", "d"]
    assert queue.threads() == 2 and _drain(queue, 2) == ["b"]
    assert queue.threads() == 1 and _drain(queue) == ["c"]
    assert queue.threads() is None


@pytest.mark.parametrize(
    ("jobs", "repeats", "expected"),
    [
        (1, 1, []),
        # One is left, to be trained beside the one of synthetic images.
        (2, 1, ["original0"]),
        (2, 2, ["original0", "original1", "augmented0", "augmented1"]),
        (2, 3, ["original0", "original1", "original2", "augmented0", "augmented1"]),
        # The last round has room for all of them.
        (3, 1, []),
        (3, 2, ["original0", "original1", "augmented0"]),
        # A cluster takes all that need no GAN.
        (None, 1, ["original0", "augmented0"]),
    ],
)
def test_no_process_is_left_idle_at_the_end(jobs, repeats, expected):
    queue = ReadyQueue(_study(*ARMS, repeats=repeats))
    queue.bring_forward(jobs, threads=1)
    begun = [queue.take(1).name for _ in range(len(expected) + 1)]
    assert begun == [*expected, "gan/0"]


def test_a_process_that_would_be_idle_takes_what_was_left_behind():
    queue = ReadyQueue(_study(*ARMS))
    queue.bring_forward(2, threads=1)
    begun = [queue.take(1).name for _ in range(5)]
    assert begun == ["original0", "gan/0", "gan/1", "gan/2", "augmented0"]
    assert queue.take(1) is None


def test_the_order_stays_without_gans_and_for_other_threads():
    alone = ReadyQueue(_study("original", "augmented", gans=0))
    alone.bring_forward(2, threads=1)
    assert _drain(alone) == ["original0", "augmented0"]
    others = ReadyQueue(_study(*ARMS, classifier_threads=2))
    others.bring_forward(2, threads=1)
    assert others.take(1).name == "gan/0" and others.threads() == 1
