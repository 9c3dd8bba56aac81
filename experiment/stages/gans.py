"""Train the GAN of a class; one that fails does not stop the rest."""

from functools import lru_cache

from datasets.kinds import Encoding
from experiment.watching import watched
from foundation.seeds import derive_seed
from gan.options import GanConfig
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from gan.unit_training import train_class
from plan.encodings import keep_encoding
from plan.graph import Task
from plan.run import Run
from report.class_pictures import draw_class_pictures


class _Form:
    """What networks depend on of an encoding: equal where its examples have one shape and ends."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._form = tuple(encoding.shape), tuple(encoding.spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Form) and self._form == other._form

    def __hash__(self) -> int:
        return hash(self._form)


@lru_cache(maxsize=1)
def _compiled(form: _Form, config: GanConfig, classes: int) -> GanTrainer:
    """Kept for the next class, or split, of this process: a compilation takes seconds."""
    return GanTrainer(form.encoding, config, classes)


def trainer_of(encoding: Encoding, config: GanConfig, classes: int = 1) -> GanTrainer:
    """A trainer for examples of an encoding; that of another one is taken if only numbers differ,
    such as the mean of a column in another split."""
    trainer = _compiled(_Form(encoding), config, classes)
    trainer.encoding = encoding
    return trainer


def forget_trainers() -> None:
    """Let go of what this process has compiled for GANs."""
    _compiled.cache_clear()


def make(run: Run, task: Task) -> float:
    """Train one class; returns the seconds of earlier starts that it could go on from."""
    checkpoint = run.checkpoint(task)
    split = run.load_split()
    examples = run.class_examples(split, task.subject)
    encoding = run.fit_encoding(split)
    names = run.data.class_names
    position = f"({names.index(task.subject) + 1} of {len(names)})"
    member = ("member", task.repeat) if task.repeat else ()
    updates = TrainingPlan(len(examples), run.config.gan).updates
    with (
        run.display.task(f"GAN of class {task.subject} {position}", updates) as advance,
        watched(run, task) as events,
    ):
        result = train_class(
            trainer_of(encoding, run.config.gan),
            examples,
            seed=derive_seed(run.config.seed, "gan", task.subject, *member),
            directory=task.unit.directory,
            equal_by_chance=not run.data.kind.equal_is_copied,
            advance=advance,
            checkpoint=checkpoint,
            events=events,
        )
    directory, kind = task.unit.directory, run.data.kind
    trained_for = run.trained_for(task.subject)
    pictures = draw_class_pictures(directory, run.data.title, task.subject, trained_for, kind)
    task.unit.finish(
        task.settings,
        [*result.training.files, *keep_encoding(encoding, directory), *pictures],
        status=result.status,
        detail=result.detail,
        training_images=len(examples),
        updates=result.training.updates,
        epochs=result.training.epochs,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds


def ended(run: Run, task: Task) -> str:
    """That the class failed, if it did; of one of several GANs the class's own unit tells it."""
    if task.is_usable() or task.name != run.plan.gan(task.subject).name:
        return ""
    return f"  Class {task.subject} failed. {(task.unit.record() or {}).get('detail')}"
