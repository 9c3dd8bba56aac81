"""Seconds of an update, from a training whose stretches take what they are told to."""

from types import SimpleNamespace

import numpy as np
import pytest

from datasets.splits import Split
from experiment import gan_timing
from experiment.gan_timing import rows_of_gans, time_updates
from gan.options import GanConfig
from gan.training_plan import DivergedError, Progress

COMPILING, YOUNG, SETTLED = 5.0, 0.5, 0.1  # seconds of a stretch of ten updates


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=0.0, diverges_at=10**9)

    class Trainer:
        def __init__(self, encoding, config, classes):
            assert classes == 2

        def train(self, examples, seed, labels):
            assert len(examples) == len(labels)
            for stretch in range(1, 1000):
                if 10 * stretch > now.diverges_at:
                    raise DivergedError("not finite")
                now.seconds += COMPILING if stretch == 1 else YOUNG if stretch < 4 else SETTLED
                yield Progress(10 * stretch, np.zeros((10, 1), np.float32), None)

    monkeypatch.setattr(gan_timing, "GanTrainer", Trainer)
    monkeypatch.setattr(gan_timing.time, "monotonic", lambda: now.seconds)
    return now


def run_of(conditional=False):
    labels = np.array([0, 0, 0, 1, 1, 0])
    encoding = SimpleNamespace(encode=lambda examples: examples)
    return SimpleNamespace(
        config=SimpleNamespace(gan=GanConfig(conditional=conditional)),
        data=SimpleNamespace(
            labels=labels,
            examples=np.zeros((6, 4, 4, 1)),
            class_names=("a", "b"),
        ),
        class_index=("a", "b").index,
        fit_encoding=lambda split: encoding,
    )


SPLIT = Split(train=np.array([0, 2, 3, 4]), validation=np.array([1]), test=np.array([5]))


def test_a_pair_learns_from_its_class_and_a_conditional_one_from_all():
    assert [rows.tolist() for rows in rows_of_gans(run_of(), SPLIT)] == [[0, 2], [3, 4]]
    assert [rows.tolist() for rows in rows_of_gans(run_of(True), SPLIT)] == [[0, 2, 3, 4]]


def test_compilation_and_what_has_not_settled_are_left_out(clock):
    timed = time_updates(run_of(), SPLIT, GanConfig(), settling_seconds=1.0)
    assert timed.compiling_seconds == COMPILING
    assert timed.seconds_per_update == pytest.approx(SETTLED / 10)


def test_without_a_time_to_settle_all_after_the_compilation_counts(clock):
    timed = time_updates(run_of(), SPLIT, GanConfig())
    stretches = 2 + (gan_timing.TIMED_SECONDS - 2 * YOUNG) / SETTLED
    assert timed.seconds_per_update == pytest.approx(
        gan_timing.TIMED_SECONDS / (10 * stretches), rel=0.1
    )


def test_a_training_that_diverges_was_timed_until_then(clock):
    clock.diverges_at = 30
    timed = time_updates(run_of(), SPLIT, GanConfig(), settling_seconds=60.0)
    assert timed.seconds_per_update == pytest.approx(YOUNG / 10)
