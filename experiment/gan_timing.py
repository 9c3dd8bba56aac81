"""How long an update of a run's GANs takes, from a few that are timed."""

import contextlib
import time
from dataclasses import dataclass

import numpy as np

from datasets.splits import Split
from foundation.errors import UserError
from gan.options import GanConfig
from gan.trainer import GanTrainer
from gan.training_plan import DivergedError
from plan.run import Run

# A timed stretch goes on until it has taken this long: the first updates are slower than the rest.
TIMED_SECONDS = 3.0


@dataclass(frozen=True)
class TimedUpdates:
    """What was measured, and on what."""

    trainer: GanTrainer
    """As it is after the timed updates."""
    rows: tuple[np.ndarray, ...]
    """Of each GAN of the run int64 [n]: the training examples, as rows of the data set."""
    compiling_seconds: float
    """Until the first stretch had ended."""
    seconds_per_update: float
    """Of the updates after that."""


def rows_of_gans(run: Run, split: Split) -> tuple[np.ndarray, ...]:
    """Of each GAN of a run int64 [n]: its training examples, as rows of the data set."""
    if run.config.gan.conditional:
        return (split.train,)
    labels = run.data.labels[split.train]
    return tuple(split.train[labels == run.class_index(name)] for name in run.data.class_names)


def time_updates(
    run: Run, split: Split, config: GanConfig, settling_seconds: float = 0.0
) -> TimedUpdates:
    """Train the first GAN of a run for a few seconds; nothing is kept of it.

    Args:
        run: The run; its directory is not touched.
        split: Its split.
        config: How the GAN is trained; the timing ends with the training.
        settling_seconds: How long updates are left out of account after the compilation: calls of
            the compiled function begin short.
    """
    start = time.monotonic()
    rows = rows_of_gans(run, split)
    examples = run.data.examples[rows[0]]
    encoding = run.fit_encoding(split)
    trainer = GanTrainer(encoding, config, len(run.data.class_names))
    labels = run.data.labels[rows[0]].astype(np.int32)
    stretches = trainer.train(encoding.encode(examples), seed=0, labels=labels)
    try:
        marks = [(next(stretches).updates, time.monotonic())]
    except DivergedError as error:
        raise UserError(f"{config.networks}: its training diverged while it was timed.") from error
    compiled = marks[0][1]
    with contextlib.suppress(DivergedError):  # what was timed until then will do
        for progress in stretches:
            marks.append((progress.updates, time.monotonic()))
            if marks[-1][1] - compiled > settling_seconds + TIMED_SECONDS:
                break
    if len(marks) < 2:
        raise UserError(f"{config.networks}: its training diverged while it was timed.")
    settled = [mark for mark in marks if mark[1] - compiled >= settling_seconds]
    timed = settled if len(settled) > 1 else marks
    (first, begin), (last, end) = timed[0], timed[-1]
    return TimedUpdates(trainer, rows, compiled - start, (end - begin) / max(last - first, 1))
