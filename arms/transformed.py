"""Examples that are transformed anew in every batch: real ones as an ingredient, or any batch."""

from dataclasses import replace
from typing import cast

from arms import real
from arms.sources import ArmSources
from augmentation.policies import AugmentationPolicy
from augmentation.transform import RandomTransform
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """The real ones with the transformations of the policy, whose draws the seed begins."""
    return treat(real.load(sources, seed), sources, seed)


def treat(training: TrainingSet, sources: ArmSources, seed: int) -> TrainingSet:
    """Whole batches transformed by the policy, after what is done to their parts."""
    transform = RandomTransform(cast(AugmentationPolicy, sources.policy), seed)
    states = [*training.random_states, *transform.variables]
    return replace(training, transform=transform, random_states=states)
