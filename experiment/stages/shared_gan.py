"""Train the one pair of a conditional family, of which `class_of_gan` makes that of every class."""

import numpy as np

from experiment.stages.gans import trainer_of
from experiment.watching import watched
from foundation.seeds import derive_seed
from gan.training_plan import TrainingPlan
from gan.unit_training import train_networks
from plan.graph import Task
from plan.run import Run


def make(run: Run, task: Task) -> float:
    """Train it; returns the seconds of earlier starts that it could go on from."""
    checkpoint = run.checkpoint(task)
    split = run.load_split()
    examples = run.data.examples[split.train]
    labels = run.data.labels[split.train].astype(np.int32)
    encoding = run.fit_encoding(split)
    classes = len(run.data.class_names)
    member = ("member", task.repeat) if task.repeat else ()
    updates = TrainingPlan(len(examples), run.config.gan, classes).updates
    with (
        run.display.task(f"GAN of all {classes} classes", updates) as advance,
        watched(run, task) as events,
    ):
        result = train_networks(
            trainer_of(encoding, run.config.gan, classes),
            examples,
            seed=derive_seed(run.config.seed, "gan", *member),
            directory=task.unit.directory,
            labels=labels,
            advance=advance,
            checkpoint=checkpoint,
            events=events,
        )
    # No status: a divergence is said by every class's own unit, as where each has its GAN.
    task.unit.finish(
        task.settings,
        result.files,
        divergence=result.divergence,
        training_images=len(examples),
        updates=result.updates,
        epochs=result.epochs,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds
