"""Real training examples drawn with replacement: what shuffling alone does to a result."""

import numpy as np

from arms import real
from arms.sources import ArmSources
from foundation.seeds import derive_seed
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """A bootstrap sample of each class's training examples, `synthetic_per_class` of each.

    Classes are drawn each on its own, by the seed and the name of the class.
    """
    training = real.load(sources, seed)
    parts = []
    for index, name in enumerate(sources.data.class_names):
        rows = np.flatnonzero(training.labels == index)
        rng = np.random.default_rng(derive_seed(seed, "resampled", name))
        parts.append(rng.choice(rows, sources.synthetic_per_class))
    chosen = np.concatenate(parts)
    return TrainingSet(training.examples[chosen], training.labels[chosen])
