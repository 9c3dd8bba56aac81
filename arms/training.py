"""An arm's training set: its ingredients, how they share a batch, and what is done to all."""

import importlib
from collections.abc import Sequence

from arms import drawn
from arms.catalog import ARMS, INGREDIENTS, TREATMENTS
from arms.sources import ArmSources
from training.training_set import TrainingSet, mixed


def load_arm(name: str, sources: ArmSources, seed: int) -> TrainingSet:
    """Put together what a classifier of an arm learns from.

    Args:
        name: A key of `ARMS`.
        sources: What it is made from; files of drawn examples are there.
        seed: Of what the arm draws itself, such as its transformations.
    """
    parts = [load_ingredient(part, sources, seed) for part in ARMS[name].ingredients]
    return treated(_side_by_side(parts, sources), name, sources, seed)


def treated(training: TrainingSet, name: str, sources: ArmSources, seed: int) -> TrainingSet:
    """A training set with what an arm does to its batches; else as for `load_arm`."""
    for treatment, row in TREATMENTS.items():
        if treatment in ARMS[name].treatments:
            module = importlib.import_module(row.module_for(sources.data.kind.name))
            training = module.treat(training, sources, seed)
    return training


def _side_by_side(parts: Sequence[TrainingSet], sources: ArmSources) -> TrainingSet:
    if len(parts) == 1:
        return parts[0]
    rest = (1.0 - sources.mix) / (len(parts) - 1)
    return mixed(parts, [sources.mix, *[rest] * (len(parts) - 1)])


def load_ingredient(name: str, sources: ArmSources, seed: int) -> TrainingSet:
    """One part of an arm; a key of `INGREDIENTS`, else as for `load_arm`."""
    if INGREDIENTS[name].is_drawn:
        return drawn.load(sources, seed, name)
    module = INGREDIENTS[name].module_for(sources.data.kind.name)
    return importlib.import_module(module).load(sources, seed)
