"""The real training examples, as they are."""

from arms.sources import ArmSources
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """All training examples of the split."""
    index = sources.split.train
    return TrainingSet(sources.data.examples[index], sources.data.labels[index])
