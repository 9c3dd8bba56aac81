"""What a study would take: its runs, their units, time and disk space."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from classifiers.catalog import build_classifier
from experiment.estimate import estimate_seconds
from foundation.progress import duration_text
from gan.networks import build_networks
from plan.config import ExperimentConfig
from plan.run import Run
from studies.budget import share_lines
from studies.request import budget_text
from studies.study import Study

# Weights are stored once; a model's description and a unit's pictures take about this much.
_BYTES_BESIDE_WEIGHTS, _BYTES_OF_PICTURES = 60_000, 400_000
# Images as PNG-like compressed arrays, against their raw size: measured on digits and clothes.
_COMPRESSED = 0.55


def print_estimate(study: Study) -> None:
    """Print the runs of a study and what is left of them; nothing is written."""
    say = study.display.say
    say(f"{study.asked.kind.capitalize()} directory: {study.directory}")
    if study.asked.shares:
        say(f"Budget of each class's GAN: {budget_text(study.asked.request)}")
    for line in share_lines(study.asked):
        say(f"  {line}")
    seconds: dict[ExperimentConfig, float] = {}
    left_seconds, left_bytes, left_units, units = 0.0, 0.0, 0, 0
    for planned in study.planned:
        _, run = study.plan(planned)
        waiting, every = len(run.plan.waiting()), len(run.plan.tasks)
        units += every
        left_units += waiting
        say(f"  {run.run_directory.root}: {planned.title}: {waiting} of {every} units to do")
        if not waiting:
            continue
        key = replace(run.config, seed=0, subset_seed=None)
        if run.config.gan.epochs is None and run.config.classifier.epochs is None:
            # Amounts with one recipe in updates take as long.
            key = replace(key, samples_per_class=None)
        if key not in seconds:
            seconds[key] = estimate_seconds(run, run.draw_split()).total
        # A run that is begun is taken to need its share.
        left_seconds += seconds[key] * waiting / every
        left_bytes += sum(_bytes_of(run)) * waiting / every
    if not left_units:
        kind, runs = study.asked.kind, len(study.planned)
        say(f"All {runs} runs are there; only the {kind}'s report would be written.")
        return
    if study.count < len(study.planned):
        part = study.count / len(study.planned)
        say(f"Of these {len(study.planned)} runs a search makes {study.count} at most.")
        left_seconds, left_bytes = part * left_seconds, part * left_bytes
    say(
        f"To do: {left_units} of {units} units of {len(study.planned)} runs, about "
        f"{duration_text(left_seconds)} on this machine and {left_bytes / 1e6:,.0f} MB of disk"
        f"{' for as many' if study.count < len(study.planned) else ''}. Nothing was written."
    )


def _bytes_of(run: Run) -> Iterator[float]:
    """Sizes of what a whole run writes, part by part; roughly."""
    config, kind, classes = run.config, run.data.kind, len(run.data.class_names)
    pixels = int(np.prod(kind.shape))
    test_images = len(run.draw_split().test)
    model = build_classifier(config.classifier.network, kind, classes, seed=0)
    for _ in range(len(config.arms) * run.plan.repeats):
        yield 4.0 * model.count_params() + _BYTES_BESIDE_WEIGHTS
        yield test_images * (4.0 * classes + 4)
    drawn = len([name for name in run.plan.drawn_ingredients])
    yield _COMPRESSED * drawn * classes * config.synthetic_per_class * pixels
    if run.plan.needs_gans:
        generator = build_networks(kind.encoding(), config.gan, 0, classes).generator
        # The exported generator, and snapshots of its weights.
        yield classes * (3 * 4.0 * generator.count_params() + 2 * _BYTES_OF_PICTURES)
    yield 10 * _BYTES_OF_PICTURES
