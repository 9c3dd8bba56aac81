"""Recordings that are changed anew in every batch: real ones as an ingredient, or any batch."""

from dataclasses import replace
from typing import cast

from arms import real
from arms.sources import ArmSources
from augmentation.signals import SoundTransform
from augmentation.sound_policy import SoundPolicy
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """The real ones, changed; the seed begins the draws."""
    return treat(real.load(sources, seed), sources, seed)


def treat(training: TrainingSet, sources: ArmSources, seed: int) -> TrainingSet:
    """Whole batches changed, after what is done to their parts."""
    transform = SoundTransform(cast(SoundPolicy, sources.policy), seed)
    states = [*training.random_states, *transform.variables]
    return replace(training, transform=transform, random_states=states)
