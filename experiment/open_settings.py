"""Settings whose defaults depend on the data beyond the size of its classes."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from arms.catalog import ARMS, arms_of
from augmentation.policies import OWN, usual_policy
from datasets.dataset import Dataset
from datasets.splits import LEAST_VALIDATION_IMAGES, validation_images
from foundation.errors import UserError
from gan.options import settled
from plan.config import ExperimentConfig
from plan.presets import COUNTS_IMAGES_GIVEN
from plan.run import draw_run_split

# Where test images are few, one training differs from the next: a single classifier says little.
FEW_TEST_IMAGES, REPEATS_OF_FEW = 1000, 3


def smallest_class(data: Dataset, config: ExperimentConfig) -> int:
    """Images of the smallest class, as the preset counts them (`plan.presets.preset_config`).

    Args:
        data: As `prepare_data` returns it.
        config: What was asked for: `preset`, `selection`, `split_seed`, `samples_per_class`, which
            no preset lets the size of the classes decide.
    """
    if config.preset in COUNTS_IMAGES_GIVEN:
        return _images_given(data, config)
    asked = dataclasses.replace(config, selection=settled_selection(config, data))
    try:
        rows = draw_run_split(data, asked).train
    except UserError:  # raised again before any work
        return _images_given(data, config)
    return int(np.bincount(data.labels[rows], minlength=len(data.class_names)).min())


def _images_given(data: Dataset, config: ExperimentConfig) -> int:
    """Of the smallest class, without the test images of a given split."""
    usable = data.labels if data.test_mask is None else data.labels[~data.test_mask]
    count = int(np.bincount(usable, minlength=len(data.class_names)).min())
    return min(count, config.samples_per_class or count)


def with_settled_defaults(config: ExperimentConfig, data: Dataset) -> ExperimentConfig:
    """The config with a value in place of each that the data decides.

    Args:
        config: `selection` is chosen by the number of validation images there would be, `repeats`
            by that of test images, the augmentation `auto` by the kind of data; of all arms those
            are left that suit it.
        data: As `prepare_data` returns it.

    Raises:
        UserError: An arm that was named is not for this kind of data.
    """
    gan, selection = settled(config.gan), settled_selection(config, data)
    config = _with_policy(dataclasses.replace(config, gan=gan, selection=selection), data)
    config = dataclasses.replace(config, arms=_suiting(config.arms, data.kind.name))
    if config.repeats is not None:
        return config
    try:
        few = len(draw_run_split(data, config).test) < FEW_TEST_IMAGES
    except UserError:  # raised again before any work; the table of classes comes first
        few = True
    return dataclasses.replace(config, repeats=REPEATS_OF_FEW if few else 1)


def _suiting(arms: Sequence[str], kind: str) -> tuple[str, ...]:
    """The arms that are made of examples of a kind, where all were asked for; else as named."""
    suiting = tuple(name for name in arms if ARMS[name].suits(kind))
    if len(suiting) < len(arms) < len(ARMS):
        wrong = next(name for name in arms if name not in suiting)
        raise UserError(
            f"arms: expected arms for data of the kind {kind} ({', '.join(arms_of(kind))}), found "
            f"{wrong}."
        )
    return suiting


def _with_policy(config: ExperimentConfig, data: Dataset) -> ExperimentConfig:
    policy = usual_policy(config.augmentation.policy, data.kind)
    changes, kind = config.augmentation.changes, data.kind.name
    if changes and kind in OWN:
        name, value = next(iter(changes.items()))
        raise UserError(
            f"--augmentation.{name.replace('_', '-')}: expected no range of images for data of the "
            f"kind {kind}, found {value}."
        )
    augmentation = dataclasses.replace(config.augmentation, policy=policy)
    return dataclasses.replace(config, augmentation=augmentation)


def settled_selection(config: ExperimentConfig, data: Dataset) -> str:
    """The selection, with `last` in the place of `validation` where that leaves too few images.

    Args:
        config: `selection`, `split_seed`, `samples_per_class`.
        data: As `prepare_data` returns it.
    """
    if config.selection != "validation":
        return config.selection
    there = validation_images(
        data, split_seed=config.split_seed, samples_per_class=config.samples_per_class
    )
    return "last" if there < LEAST_VALIDATION_IMAGES else "validation"
