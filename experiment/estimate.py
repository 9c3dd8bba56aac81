"""What a run would do and how long it would take, from a few timed steps."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from arms.catalog import ARMS, INGREDIENTS
from arms.training import load_ingredient, treated
from classifiers.catalog import CLASSIFIERS, build_classifier
from classifiers.evaluation import Evaluator
from classifiers.trainer import ClassifierTrainer, evaluation_points
from datasets.splits import Split
from experiment import panel
from experiment.gan_timing import time_updates
from experiment.stages.judge import SHARE_OF_UPDATES
from foundation.progress import duration_text
from foundation.rows import counted
from gan.snapshots import snapshot_epochs
from gan.synthesis import draw_latents, example_maker
from gan.training_plan import TrainingPlan
from metrics.measuring import MOST_OF_A_CLASS
from plan.run import Run
from plan.timing import peak_memory_mb
from training.training_set import TrainingSet


@dataclass(frozen=True, kw_only=True)
class _UnitSeconds:
    """What units took that are not timed, of a kind of data."""

    quality: float
    """Of an arm and a class looked at in full, as the next two are."""
    privacy: float
    drawing: float
    inside: float
    """Of one class's views, or of the run's: networks are loaded and pictures drawn."""
    picture: float
    """Of the report, for each class and twice for each arm."""
    pair: float
    """Of a GAN beside its updates: networks are saved and pictures drawn."""
    snapshot: float
    """Of the pictures of one snapshot, beside the drawing of its examples."""


_UNIT_SECONDS = {
    # From timing.csv of whole MNIST: quality and privacy by `--dataset mnist`, drawing by
    # `--dataset mnist --arms original gaussian interpolated --stages split synthesis`, where
    # `gaussian` took 1.1 and `interpolated` (beside other work) 3.9 seconds; inside by `--dataset
    # mnist --classes 3 5 8` (2.3 to 2.6, alone on one core).
    "images": _UnitSeconds(
        quality=4.4, privacy=3.5, drawing=3.9, inside=2.5, picture=0.8, pair=2.0, snapshot=0.05
    ),
    # From timing.csv of Adult, two classes (`--dataset adult.csv --target income --resplit 1
    # --jobs 1 --arms original copula synthetic`: quality 14.7 to 18.9, drawing 0.2 to 0.4;
    # privacy 4.1 to 4.7 without what is guessed of rows, which took 0.4 for 2,000 made rows looked
    # up among 4,000 and is done three times) and of `--dataset iris --resplit 1 --jobs 1` (inside
    # 2.3 of the run, 3.8 to 5.4 of a class; the report 10.4; a GAN 2.4, of which updates 1.6).
    "table": _UnitSeconds(
        quality=8.4, privacy=2.7, drawing=0.3, inside=4.0, picture=0.55, pair=0.7, snapshot=0.0
    ),
    "signal": _UnitSeconds(
        quality=4.4, privacy=3.5, drawing=6.0, inside=4.0, picture=0.8, pair=2.0, snapshot=0.3
    ),
}
_LOOKED_AT = ("quality", "privacy", "drawing")


@dataclass(frozen=True)
class Estimate:
    """Seconds that each stage would take from nothing, with the units at once that would be."""

    gans: float
    synthesis: float
    classifiers: float
    judging: float
    """Of drawn images: quality and privacy, the drawing of the controls, views of the inside."""
    report: float

    @property
    def total(self) -> float:
        """Seconds of the whole run, data loading left out."""
        return self.gans + self.synthesis + self.classifiers + self.judging + self.report


def print_dry_run(run: Run) -> None:
    """Print the units still to be done and, last, an estimate of the time."""
    say = run.display.say
    run.plan.check()
    split = run.draw_split()
    say(f"Run directory: {run.run_directory.root}")
    say(
        f"Data: {run.data.title}, {run.data.kind.form}, {len(split.train):,} training, "
        f"{len(split.validation):,} validation and {len(split.test):,} test "
        f"{run.data.kind.nouns[1]}"
    )
    if run.selection_remark:
        say(run.selection_remark)
    waiting = [task.name for task in run.waiting()]
    units = len(run.plan.tasks)
    say(f"To do: {len(waiting)} of {units} units: {' '.join(waiting) or 'none'}")
    if not waiting:
        return
    say(_at_once_text(run, len(waiting)))
    say("Timing a few steps ...")
    estimate = estimate_seconds(run, split)
    say(_memory_text(run))
    for stage in ("gans", "synthesis", "classifiers", "report"):
        if stage in run.config.stages:
            say(f"  {stage}: about {duration_text(getattr(estimate, stage))}")
        if stage == "classifiers" and estimate.judging:
            say(
                f"  judging (quality and privacy of drawn {run.data.kind.nouns[1]}, controls, "
                f"views): about {duration_text(estimate.judging)}"
            )
    say("The run directory was not touched.")
    say(f"From nothing: about {duration_text(estimate.total)} on this machine.")


def _at_once_text(run: Run, units: int) -> str:
    if run.workers.cluster is not None:
        return "At once: as many as the cluster has workers; the estimate is for this machine."
    gan, classifier = run.config.gan.threads, run.config.classifier.threads
    of_gans, of_classifiers = (
        run.workers.jobs_for(units, threads, run.data.examples.nbytes)
        for threads in (gan, classifier)
    )
    return (
        f"At once: {counted(of_gans, 'GAN')} of {counted(gan, 'thread')}, "
        f"{counted(of_classifiers, 'classifier')} of {counted(classifier, 'thread')} each, as far "
        "as there are so many; each beyond the first takes the memory of one more process."
    )


def _memory_text(run: Run) -> str:
    """The memory that a run would take: what was measured, and what timing did not need."""
    measured, several = peak_memory_mb(), run.data.kind.nouns[1]
    # All synthetic examples are held twice for a moment, one by one and as the set of their arm.
    count = run.config.synthetic_per_class * len(run.data.class_names)
    synthetic = 2 * count * int(np.prod(run.data.kind.shape)) / 1e6
    if not run.plan.needs_gans:
        synthetic = 0.0
    return (
        f"Memory: about {measured + synthetic:,.0f} MB: {measured:,.0f} MB at most until now "
        f"(TensorFlow, the {several}, the networks at their batch sizes), {synthetic:,.0f} MB for "
        f"the synthetic {several} while an arm is put together."
    )


def _side_by_side(
    run: Run, seconds: float, units: int, threads: int, *, filled: bool = False
) -> float:
    """Seconds of a stage, given those that its units would take one after the other.

    Each of c units at once is slower than one alone, by 2c / (c + 1): two one-thread processes on
    two cores did 1.37 times the work of one. A unit that is left over runs alone, or (`filled`)
    beside units of another stage.
    """
    if not units:
        return 0.0
    jobs = run.workers.jobs_for(units, threads, run.data.examples.nbytes)
    rounds = units / jobs if filled else -(-units // jobs)
    slower = 2 * jobs / (jobs + 1)
    return seconds / units * rounds * slower


def estimate_seconds(run: Run, split: Split) -> Estimate:
    """Time a few steps of each kind and multiply.

    The steps are timed in this process, with the GANs' number of threads; that of the classifiers,
    where it is another one, is taken to be as good as it sounds.

    Args:
        run: The run; nothing is written into its directory.
        split: Its split.
    """
    config, names = run.config, run.data.class_names
    gans = synthesis = classifiers = 0.0
    if run.plan.needs_gans and {"gans", "synthesis"} & set(config.stages):
        gans, synthesis = _time_gans(run, split)
    tasks = [task for task in run.plan.tasks.values() if task.maker == "classifiers"]
    arms = list(dict.fromkeys(task.subject for task in tasks))
    of_arms = {arm: _time_arm(run, split, arm) for arm in arms}
    classifiers += run.plan.repeats * sum(of_arms.values())
    if run.plan.judge().name in run.plan.tasks:
        usual = [seconds for arm, seconds in of_arms.items() if not ARMS[arm].is_longer]
        classifiers += max(usual, default=0.0) / SHARE_OF_UPDATES
    threads = config.gan.threads
    classifiers *= threads / config.classifier.threads
    # Classifiers that wait for nothing fill the last round of the GANs.
    filled = any(not ARMS[arm].needs_gans for arm in arms)
    pairs = config.gan.ensemble * (1 if config.gan.conditional else len(names))
    gans = _side_by_side(run, config.gan.ensemble * gans, pairs, threads, filled=filled)
    synthesis = _side_by_side(run, synthesis, len(names), threads)
    classifiers = _side_by_side(run, classifiers, len(tasks), config.classifier.threads)
    pictures = len(names) + 2 * len(arms) + 6
    of_picture = _UNIT_SECONDS[run.data.kind.name].picture
    report = of_picture * pictures if "report" in config.stages else 0.0
    return Estimate(
        gans=gans if "gans" in config.stages else 0.0,
        synthesis=synthesis if "synthesis" in config.stages else 0.0,
        classifiers=classifiers,
        judging=judging_seconds(run, split),
        report=report,
    )


def judging_seconds(run: Run, split: Split) -> float:
    """Seconds of quality, privacy, controls and views of the inside, by what such units took.

    Args:
        run: The run; what its stages leave out is not counted.
        split: Its split; of small classes only a part is looked at.
    """
    took = _UNIT_SECONDS[run.data.kind.name]
    units = Counter(task.maker for task in run.plan.tasks.values() if task.maker in _LOOKED_AT)
    classes = len(run.data.class_names)
    of_a_class = min(run.config.synthetic_per_class, len(split.train) / classes)
    # A unit on quality or privacy is of an arm, with all classes; one of drawing is of a class.
    seconds = sum(
        count * getattr(took, maker) * (1 if maker == "drawing" else classes)
        for maker, count in units.items()
    )
    looked_at = min(1.0, of_a_class / MOST_OF_A_CLASS)
    inside = sum(task.maker == "inside" for task in run.plan.tasks.values())
    seconds = seconds * looked_at + inside * took.inside
    threads = run.config.classifier.threads
    return _side_by_side(run, seconds, sum(units.values()) + inside, threads)


def _time_gans(run: Run, split: Split) -> tuple[float, float]:
    """Seconds of all GANs, and of all synthetic images."""
    config, names = run.config, run.data.class_names
    timed, took = time_updates(run, split, config.gan), _UNIT_SECONDS[run.data.kind.name]
    trainer, gans = timed.trainer, timed.compiling_seconds
    make_images = example_maker(trainer.averaged_generator, trainer.encoding)
    width = trainer.averaged_generator.input_shape[-1]
    make_images(draw_latents(1, width, seed=0))
    seconds_per_pass = _seconds_of(lambda: make_images(draw_latents(1000, width, seed=0)))
    for of_pair in timed.rows:
        plan = TrainingPlan(len(of_pair), config.gan, len(names))
        frames = len(snapshot_epochs(plan.epochs))
        # A snapshot costs one padded pass, beside its pictures.
        gans += plan.updates * timed.seconds_per_update + took.pair
        gans += frames * (seconds_per_pass / 4 + took.snapshot)
    # Compressing the images takes about as long as drawing small ones.
    per_image = seconds_per_pass / 1000 + 2.5e-8 * np.prod(run.data.kind.shape)
    return gans, len(names) * (0.5 + config.synthetic_per_class * float(per_image))


def _time_arm(run: Run, split: Split, arm: str) -> float:
    """Seconds of one arm's classifier."""
    config, data, made_of = run.config, run.data, ARMS[arm].ingredients
    # Drawn examples need not exist to be timed: real ones of the same shape train as fast.
    ingredients = [name if not INGREDIENTS[name].is_drawn else "real" for name in made_of]
    sources = run.arm_sources(split)
    parts = {name: load_ingredient(name, sources, 0) for name in dict.fromkeys(ingredients)}
    training = treated(parts[ingredients[-1]], arm, sources, 0)
    drawn = config.synthetic_per_class * len(data.class_names)
    count = sum(
        drawn if INGREDIENTS[name].is_drawn else len(parts[name].examples) for name in made_of
    )
    if CLASSIFIERS[config.classifier.network].members:
        # Much of it is the same whatever the rows, so as many are learned from, again and again.
        rows = np.resize(np.arange(len(training.examples)), max(count, len(training.examples)))
        as_many = TrainingSet(training.examples[rows], training.labels[rows])
        return _seconds_of(partial(panel.fit_all, run, as_many))
    model = build_classifier(config.classifier.network, data.kind, len(data.class_names), seed=0)
    points = evaluation_points(config.classifier_of(arm), count)
    few = (split.validation if len(split.validation) else split.train)[:500]
    curve = Evaluator(data, few, model)
    curve.predict()
    evaluation = _seconds_of(curve.predict) / len(few)
    evaluated = len(split.validation) * len(points) + len(split.test)
    return points[-1] * _seconds_per_update(run, model, training, curve) + evaluated * evaluation


def _seconds_per_update(run: Run, model, training: TrainingSet, curve: Evaluator) -> float:
    """Seconds of one classifier update, the compilation left out."""
    updates = 120
    timed = replace(run.config.classifier, updates=updates, epochs=None, evaluations=1)
    marks: list[tuple[int, float]] = []
    ClassifierTrainer(model, timed).train(
        training,
        curve,
        seed=0,
        select_best=False,
        advance=lambda done: marks.append((done, time.monotonic())),
    )
    (first, start), (last, end) = marks[0], marks[-1]
    return (end - start) / (last - first)


def _seconds_of(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start
