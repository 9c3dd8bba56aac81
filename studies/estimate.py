"""What a study would take: its runs, their units, time and disk space."""

import json
from collections.abc import Iterator

import numpy as np

from classifiers.catalog import CLASSIFIERS, build_classifier
from experiment.estimate import estimate_seconds
from foundation.checks import to_dict
from foundation.progress import duration_text
from gan.networks import build_networks
from gan.remedies.catalog import REMEDIES
from plan.config import ExperimentConfig
from plan.folder_check import say_starter
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
    say_starter(study.plan(study.planned[0])[1])
    say(f"{study.asked.kind.capitalize()} directory: {study.directory}")
    if study.asked.shares:
        say(f"Budget of each class's GAN: {budget_text(study.asked.request)}")
    for line in share_lines(study.asked):
        say(f"  {line}")
    known: dict[str, tuple[float, float]] = {}
    left_seconds, left_bytes, left_units, units = 0.0, 0.0, 0, 0
    for planned in study.planned:
        _, run = study.plan(planned)
        waiting, every = len(run.waiting()), len(run.tasks())
        units += every
        left_units += waiting
        say(f"  {run.run_directory.root}: {planned.title}: {waiting} of {every} units to do")
        if not waiting:
            continue
        work = work_of(run.config)
        if work not in known:
            known[work] = estimate_seconds(run, run.draw_split()).total, sum(_bytes_of(run))
        seconds, size = known[work]
        # A run that is begun is taken to need its share.
        left_seconds += seconds * waiting / every
        left_bytes += size * waiting / every
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


def work_of(config: ExperimentConfig) -> str:
    """A key that is the same for runs which take as long and as much space.

    Seeds make no difference, nor do amounts with one recipe in updates. Of numbers that are weights
    of a term, step sizes and the like it counts only whether they leave the term off.
    """
    settings = to_dict(config)
    for seed in ("seed", "subset_seed", "split_seed"):
        del settings[seed]
    if config.gan.epochs is None and config.classifier.epochs is None:
        del settings["samples_per_class"]
    off = {row.option: row.off for row in REMEDIES.values()}
    for part in (settings["gan"], settings["classifier"]):
        for name, value in part.items():
            if isinstance(value, float):
                part[name] = value not in off.get(name, (0.0,))
    return json.dumps(settings, sort_keys=True)


def _bytes_of(run: Run) -> Iterator[float]:
    """Sizes of what a whole run writes, part by part; roughly."""
    config, kind, classes = run.config, run.data.kind, len(run.data.class_names)
    pixels = int(np.prod(kind.shape))
    split, weights, members = run.draw_split(), 0, CLASSIFIERS[config.classifier.network].members
    if not members:  # of a panel what it says is kept alone
        weights = build_classifier(config.classifier.network, kind, classes, seed=0).count_params()
    for _ in range(len(config.arms) * run.plan.repeats):
        yield 4.0 * weights + _BYTES_BESIDE_WEIGHTS
        yield max(1, len(members)) * len(split.test) * (4.0 * classes + 4)
    drawn = len([name for name in run.plan.drawn_ingredients])
    yield _COMPRESSED * drawn * classes * config.synthetic_per_class * pixels
    if run.plan.needs_gans:
        generator = build_networks(run.fit_encoding(split), config.gan, 0, classes).generator
        # The exported generator, and snapshots of its weights.
        yield classes * (3 * 4.0 * generator.count_params() + 2 * _BYTES_OF_PICTURES)
    yield 10 * _BYTES_OF_PICTURES
