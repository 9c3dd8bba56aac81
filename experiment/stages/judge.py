"""Train the judge of drawn examples on one half of the real training examples."""

from dataclasses import replace

from classifiers.catalog import CLASSIFIERS, build_classifier
from classifiers.evaluation import Evaluator
from classifiers.options import ClassifierConfig
from classifiers.trainer import ClassifierTrainer, evaluation_points
from experiment import panel
from experiment.judge import HALVES, divide
from experiment.stages.gans import forget_trainers
from foundation.files import atomic_path, save_arrays
from foundation.seeds import derive_seed
from plan.graph import Task
from plan.run import Run
from training.training_set import TrainingSet

# Of an arm's updates: it need not be the best classifier, and every run has one more to train.
SHARE_OF_UPDATES = 3


def make(run: Run, task: Task) -> float:
    """Train it; returns the seconds of earlier starts that it could go on from."""
    checkpoint, data = run.checkpoint(task), run.data
    train = run.load_split().train
    learned, compared = divide(data, train, run.config.split_seed)
    if CLASSIFIERS[run.config.classifier.network].members:
        return panel.make_judge(run, task, learned, compared)
    forget_trainers()  # of the GANs that this process has trained
    config = judge_config(run.config.classifier, len(train))
    seed = derive_seed(run.config.seed, "judge", "weights")
    model = build_classifier(config.network, data.kind, len(data.class_names), seed)
    # Nothing is chosen by the other half; how good the judge is there is worth knowing.
    unseen = Evaluator(data, compared if len(compared) else learned, model)
    with run.display.task(
        f"Judge of drawn {run.data.kind.nouns[1]}", config.updates or 1
    ) as advance:
        trained = ClassifierTrainer(model, config).train(
            TrainingSet(data.examples[learned], data.labels[learned]),
            unseen,
            seed=derive_seed(run.config.seed, "judge", "training"),
            select_best=False,
            advance=advance,
            checkpoint=checkpoint,
        )
    paths = [task.unit.directory / name for name in ("model.keras", HALVES)]
    task.unit.directory.mkdir(parents=True, exist_ok=True)
    with atomic_path(paths[0]) as temporary:
        model.save(temporary)
    save_arrays(paths[1], {"learned": learned, "compared": compared})
    seen = trained.best_predictions
    task.unit.finish(
        task.settings,
        paths,
        training_images=len(learned),
        compared_images=len(compared),
        updates=config.updates,
        accuracy_on_compared=seen.accuracy if seen and len(compared) else None,
    )
    checkpoint.remove()
    return checkpoint.earlier_seconds


def judge_config(config: ClassifierConfig, images: int) -> ClassifierConfig:
    """How the judge is trained: as an arm of real examples, for a third of its updates.

    Args:
        config: Of the arms.
        images: Real training examples, for a length in epochs.
    """
    updates = max(1, evaluation_points(config, images)[-1] // SHARE_OF_UPDATES)
    return replace(config, updates=updates, epochs=None, evaluations=1)
