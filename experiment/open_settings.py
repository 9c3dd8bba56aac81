"""Settings whose defaults depend on the data beyond the size of its classes."""

import dataclasses
from typing import Any

import numpy as np

from augmentation.policies import AUTO
from datasets.dataset import Dataset
from datasets.splits import Split
from foundation.errors import UserError
from gan.catalog import REMEDIES
from gan.options import settled
from gan.remedies.rarity import MOST_OVERLAP, REPEATS_WHERE_APART, overlap_of_classes
from plan.config import ExperimentConfig
from plan.run import draw_run_split

# Where test images are few, one training differs from the next: a single classifier says little.
FEW_TEST_IMAGES, REPEATS_OF_FEW = 1000, 3


def with_settled_defaults(config: ExperimentConfig, data: Dataset) -> ExperimentConfig:
    """The config with a value in place of each that the data decides.

    Args:
        config: `repeats` is chosen by the number of test images, `gan.rare_repeats` by how far the
            classes overlap among training images, the augmentation `auto` by the kind of data.
        data: As `prepare_data` returns it.
    """
    config = _with_policy(dataclasses.replace(config, gan=settled(config.gan)), data)
    if config.repeats is not None and config.gan.rare_repeats is not None:
        return config
    try:
        split = draw_run_split(data, config)
    except UserError:  # raised again before any work; the table of classes comes first
        split = None
    repeats, rare_repeats = config.repeats, config.gan.rare_repeats
    if repeats is None:
        few = split is None or len(split.test) < FEW_TEST_IMAGES
        repeats = REPEATS_OF_FEW if few else 1
    if rare_repeats is None:
        suits = data.kind.name in (REMEDIES["rare_images"].kinds or ())
        apart = suits and split is not None and _overlap(data, split) <= MOST_OVERLAP
        rare_repeats = REPEATS_WHERE_APART if apart else 1
    gan = dataclasses.replace(config.gan, rare_repeats=rare_repeats)
    return dataclasses.replace(config, repeats=repeats, gan=gan)


def _with_policy(config: ExperimentConfig, data: Dataset) -> ExperimentConfig:
    if config.augmentation.policy != AUTO:
        return config
    kind: Any = data.kind  # of images, the one kind that has policies so far
    policy = dataclasses.replace(config.augmentation, policy=kind.usual_policy)
    return dataclasses.replace(config, augmentation=policy)


def _overlap(data: Dataset, split: Split) -> float:
    labels = data.labels[split.train]
    rows_of_classes = [split.train[labels == index] for index in np.unique(labels)]
    return overlap_of_classes([data.examples[rows] for rows in rows_of_classes])
