"""Real training examples, transformed anew in every batch."""

from dataclasses import replace

from arms import real
from arms.sources import ArmSources
from augmentation.transform import RandomTransform
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """The real ones with the transformations of the policy, whose draws the seed begins."""
    transform = RandomTransform(sources.policy, seed)
    return replace(real.load(sources, seed), transform=transform, random_states=transform.variables)
