"""Splits by groups: what belongs together, such as rows of one person, stays on one side."""

import dataclasses
import warnings

import numpy as np
import numpy.typing as npt

from datasets.dataset import Dataset
from foundation.errors import UserError
from foundation.seeds import derive_seed


def hold_out(
    labels: npt.NDArray[np.int64],
    groups: npt.NDArray[np.int64] | None,
    divisor: int,
    seed: int,
    purpose: str,
) -> npt.NDArray[np.bool_]:
    """A mask of about one row in `divisor`; no group is on both sides.

    Groups are dealt into as many parts as `divisor` says, or as there are groups, so that classes
    have equal shares in each as far as groups allow; the part of the nearest size is held out.

    Args:
        labels: int64 `[n]`: classes to have equal shares.
        groups: int64 `[n]`: equal where rows stay together; None: each row is alone, and classes
            are left to chance.
        divisor: At least 2.
        seed: Of the split.
        purpose: Tells this draw from others of the same seed.

    Raises:
        UserError: All rows are of one group.
    """
    seed = derive_seed(seed, "split", purpose)
    if groups is None:
        return np.random.default_rng(seed).permutation(len(labels)) < len(labels) // divisor
    parts = min(divisor, len(np.unique(groups)))
    if parts < 2:
        raise UserError("--group: expected at least two groups of rows, found one.")
    folds = _folds(labels, groups, parts, seed)
    sizes = np.bincount(folds, minlength=parts)
    wanted = len(labels) / divisor
    distance = np.where(sizes > 0, np.abs(sizes - wanted), np.inf)
    return folds == int(distance.argmin())


def _folds(
    labels: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], parts: int, seed: int
) -> npt.NDArray[np.int64]:
    """int64 `[n]`: the part of each row."""
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    enough = np.bincount(labels).max() >= parts
    maker = StratifiedGroupKFold if enough else GroupKFold
    dealer = maker(parts, shuffle=True, random_state=seed % 2**32)
    folds = np.empty(len(labels), np.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a class of few rows is said elsewhere
        for part, (_, held) in enumerate(dealer.split(labels, labels, groups)):
            folds[held] = part
    return folds


def with_groups_apart(data: Dataset, split_seed: int) -> Dataset:
    """The data with test and validation masks that part no group; as it is where there are none.

    A fifth is for the test where the data has no test examples of its own, then a tenth of the rest
    for validation.

    Args:
        data: Any.
        split_seed: Of the split.

    Raises:
        UserError: All examples are of one group.
    """
    if data.groups is None:
        return data
    test = data.test_mask
    if test is None:
        test = hold_out(data.labels, data.groups, 5, split_seed, "test")
    validation = np.zeros(len(test), np.bool_)
    rest = np.flatnonzero(~test)
    if len(np.unique(data.groups[rest])) > 1:
        held = hold_out(data.labels[rest], data.groups[rest], 10, split_seed, "validation")
        validation[rest[held]] = True
    return dataclasses.replace(data, test_mask=test, validation_mask=validation)
