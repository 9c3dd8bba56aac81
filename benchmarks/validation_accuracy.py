"""Accuracy of arms on real images that are neither trained on nor tested: what defaults go by.

    python -m benchmarks.validation_accuracy --dataset mnist --samples-per-class 50 \
        --arms original augmented --classifier.updates 1200

takes the options of a run. Arms are trained as a run trains them (the last weights are kept), and
judged on every image outside the test set that they do not learn from: with few images per class
on thousands, which a run of that size does not have. Test images are not looked at. Drawn images
come from an ordinary run directory under `--output`, whose GANs are trained first. One CSV line per
arm and seed goes to the terminal, with the curve's last third.
"""

import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from rich.console import Console

from arms.catalog import ARMS
from arms.training import load_arm
from benchmarks.program import EXIT_OK, EXIT_USER_ERROR
from classifiers.catalog import CLASSIFIERS, build_classifier
from classifiers.evaluation import Evaluator
from classifiers.trainer import ClassifierTrainer, evaluation_points
from datasets.dataset import Dataset
from datasets.splits import Split
from experiment.pipeline import Request, do_run, load_source, plan_run
from foundation.devices import start_tensorflow
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly
from foundation.seeds import classifier_seeds
from metrics.settling import settling
from plan.run import Run

GAN_COLUMNS = ("gan_updates", "gan_batch_size", "gan_seconds")
_GAN_MAKERS = ("gans", "shared_gan", "class_of_gan")  # as timing.csv names who took the time
DRAWING_STAGES = ("split", "gans", "synthesis")
COLUMNS = (
    *("arm", "seed", "network", "policy", "updates", "batch_size", "training_images"),
    *("judged_images", "accuracy", "training_accuracy", "change_in_last_third"),
    "curve",
    *GAN_COLUMNS,
)


def rows_to_judge(run: Run, split: Split) -> np.ndarray:
    """Rows of the data set outside the test set that no arm learns from; int64 [n], n >= 1.

    Raises:
        UserError: There is none.
    """
    used = np.concatenate([split.train, split.test, split.left_out])
    rows = np.setdiff1d(np.arange(len(run.data.labels)), used)
    if not len(rows):
        raise UserError(
            "--samples-per-class: expected images that are left to judge by, found none."
        )
    return rows


def measure(run: Run, arm: str, seed: int) -> dict[str, object]:
    """Train one arm and judge it; the columns of a line."""
    split, config, data = run.draw_split(), run.config.classifier_of(arm), run.data
    judged = rows_to_judge(run, split)
    seeds = classifier_seeds(seed, arm, 0)
    training = load_arm(arm, run.arm_sources(split), seeds.images)
    model = build_classifier(config.network, data.kind, len(data.class_names), seeds.weights)
    history = (
        ClassifierTrainer(model, config)
        .train(training, Evaluator(data, judged, model), seed=seeds.training, select_best=False)
        .history
    )
    accuracy = history["validation_accuracy"]
    end = settling(
        history["update"].tolist(), history["training_accuracy"].tolist(), accuracy.tolist()
    )
    return {
        "arm": arm,
        "seed": seed,
        "network": config.network,
        "policy": run.policy.name,
        "updates": evaluation_points(config, len(training.examples))[-1],
        "batch_size": config.batch_size,
        "training_images": len(training.examples),
        "judged_images": len(judged),
        "accuracy": round(float(accuracy.iloc[-1]), 5),
        "training_accuracy": round(float(history["training_accuracy"].iloc[-1]), 5),
        "change_in_last_third": "" if end.slope is None else round(end.slope, 5),
        "curve": end.state,
        **(_of_the_gans(run) if ARMS[arm].needs_gans else dict.fromkeys(GAN_COLUMNS, "")),
    }


def _of_the_gans(run: Run) -> dict[str, object]:
    """What the GANs of a run were given, and the seconds that they took, one by one and summed."""
    rows = run.timing.rows()
    return {
        "gan_updates": run.config.gan.updates,
        "gan_batch_size": run.config.gan.batch_size,
        "gan_seconds": round(
            sum(float(row["seconds"]) for row in rows if row["stage"] in _GAN_MAKERS)
        ),
    }


def draw(request: Request, source: Dataset, display: ProgressDisplay) -> None:
    """Train the GANs and draw the images of a run, as far as its directory has none yet."""
    drawing = Request.read((*request.words, "--stages", *DRAWING_STAGES))
    if do_run(drawing, source, plan_run(drawing, source, display)) != EXIT_OK:
        raise UserError("A GAN failed; arms of its images cannot be compared.")


def judged_arms(
    words: Sequence[str], console: Console, *, by_panel: bool
) -> Iterator[tuple[Run, str]]:
    """The run of a command line and each of its arms, when all that they need is drawn.

    Args:
        words: The options of a run.
        console: Where progress goes.
        by_panel: Whether a panel of classifiers is to judge them, and not a network.

    Raises:
        UserError: Bad input, data for the other sort of classifiers, or a GAN failed.
    """
    request = Request.read(words)
    start_tensorflow(request.arguments.run.classifier.threads)
    display = ProgressDisplay(console)
    source = load_source(request, display)
    run = plan_run(request, source, display)
    if by_panel != bool(CLASSIFIERS[run.config.classifier.network].members):
        wanted = "a table" if by_panel else "images"
        raise UserError(f"--dataset: expected {wanted}, found {run.data.kind.nouns[1]}.")
    rows_to_judge(run, run.draw_split())  # refused before anything is trained
    if any(ARMS[arm].drawn for arm in run.config.arms):
        draw(request, source, display)
    for arm in run.config.arms:
        yield run, arm


def measured(words: Sequence[str], console: Console) -> Iterator[dict[str, object]]:
    """A line for each arm of a command line, as they come; errors are those of `judged_arms`."""
    for run, arm in judged_arms(words, console, by_panel=False):
        yield measure(run, arm, run.config.seed)


Measured = Callable[[Sequence[str], Console], Iterator[dict[str, object]]]


def print_lines(columns: Sequence[str], measured: Measured, words: Sequence[str]) -> int:
    """Print a heading and the lines of a command line as CSV; returns the exit code."""
    import_tensorflow_quietly()
    try:
        print(",".join(columns))
        for row in measured(words, Console(stderr=True)):
            print(",".join(str(row[column]) for column in columns), flush=True)
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    return EXIT_OK


def main(words: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    return print_lines(COLUMNS, measured, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
