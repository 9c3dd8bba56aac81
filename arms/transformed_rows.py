"""Rows that are moved a little: real ones as an ingredient, or all of an arm."""

from dataclasses import replace
from typing import cast

import numpy as np

from arms import real
from arms.rows import KindOfRows
from arms.sources import ArmSources
from augmentation.tables import RowPolicy, jittered
from foundation.seeds import derive_seed
from training.training_set import TrainingSet


def load(sources: ArmSources, seed: int) -> TrainingSet:
    """The real ones, each several times, moved each time anew."""
    return treat(real.load(sources, seed), sources, seed)


def treat(training: TrainingSet, sources: ArmSources, seed: int) -> TrainingSet:
    """All rows of an arm so; a mixture keeps its shares.

    Not batch by batch as images are: most classifiers of rows see all of them at once.
    """
    kind, labels = cast(KindOfRows, sources.data.kind), training.labels
    policy = cast(RowPolicy, sources.policy)
    moved = [
        jittered(training.examples, labels, kind.columns, derive_seed(seed, "copy", index), policy)
        for index in range(policy.copies)
    ]
    # The copies of a row stand together, so that the parts of a mixture stay neighbours.
    rows = np.stack(moved, axis=1).reshape(-1, training.examples.shape[1])
    parts = [replace(part, count=part.count * policy.copies) for part in training.parts]
    return replace(training, examples=rows, labels=np.repeat(labels, policy.copies), parts=parts)
