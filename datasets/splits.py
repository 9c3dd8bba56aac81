"""Train, validation and test images: stratified, seeded, the same for a class in any company.

Every class is drawn on its own, from the split seed and the name of the class alone:

1. The test images are the official ones where the data set has a test split, else a fifth of the
   class. They are taken away first, whatever `samples_per_class` says.
2. What is left is shuffled once. `samples_per_class` keeps the head of that order, so that fewer
   images are always a part of more; validation images count.
3. Positions 1, 14, 24, 34, ... of the order are for validation: a tenth (rounded) of any length,
   and at least one. So training and validation images, too, of fewer are part of those of more.

Selection `"none"` is the published protocol: no validation images (the list repeats the test
images), and a data set with a published pool first draws that pool, a fixed number of images per
class, from its official training split; a fifth of the pool is then the test set and the official
test images stay unused. `samples_per_class` again limits what is left after that.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from datasets.apportionment import apportion
from datasets.labeled_images import LabeledImages
from experiment.config import SELECTIONS
from experiment.errors import UserError, unknown_name
from experiment.seeds import derive_seed

Indices = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows of `LabeledImages.images`, int64, ascending.

    Attributes:
        train: Images that generators and classifiers learn from.
        validation: Real images that choose a checkpoint; equal to `test` where nothing is chosen.
        test: Real images that the result is measured on.
    """

    train: Indices
    validation: Indices
    test: Indices


def draw_split(
    data: LabeledImages, *, split_seed: int, samples_per_class: int | None, selection: str
) -> Split:
    """Split a data set as the head of this module describes.

    Args:
        data: The images.
        split_seed: Seed of the split, >= 0; the seed of a run plays no part.
        samples_per_class: Real images per class outside the test set, validation included;
            None for all.
        selection: `"validation"`, or `"none"` for the published protocol.

    Raises:
        UserError: Where a class has too few images, or for an unknown selection.
    """
    if selection not in SELECTIONS:
        raise unknown_name("selection", selection, SELECTIONS)
    candidates = _candidates_of_each_class(data, split_seed, selection)
    parts = [
        _split_class(data, class_index, rows, split_seed, samples_per_class, selection)
        for class_index, rows in enumerate(candidates)
    ]
    train, validation, test = (
        np.sort(np.concatenate(column)) for column in zip(*parts, strict=True)
    )
    return Split(train=train, validation=validation, test=test)


def _candidates_of_each_class(
    data: LabeledImages, split_seed: int, selection: str
) -> list[Indices]:
    """The rows of each class that take part at all: everything, or the published pool."""
    rows = [np.flatnonzero(data.labels == index) for index in range(len(data.class_names))]
    pool_size = _published_pool(data, selection)
    if pool_size is None:
        return rows
    if data.test_mask is not None:
        rows = [row[~data.test_mask[row]] for row in rows]
    quotas = apportion(pool_size, [len(row) for row in rows])
    return [
        _shuffled(row, split_seed, "published-pool", name)[:quota]
        for row, name, quota in zip(rows, data.class_names, quotas, strict=True)
    ]


def _published_pool(data: LabeledImages, selection: str) -> int | None:
    """How many images the published protocol draws; None where this split draws no such pool."""
    return data.published_pool if selection == "none" else None


def _split_class(
    data: LabeledImages,
    class_index: int,
    rows: Indices,
    split_seed: int,
    samples_per_class: int | None,
    selection: str,
) -> tuple[Indices, Indices, Indices]:
    """Train, validation and test rows of one class."""
    name = data.class_names[class_index]
    if data.test_mask is not None and _published_pool(data, selection) is None:
        test, pool = rows[data.test_mask[rows]], rows[~data.test_mask[rows]]
    else:
        order = _shuffled(rows, split_seed, "test", name)
        test, pool = np.split(order, [_share(len(rows), 5)])
    least = 2 if selection == "validation" else 1
    _check_sizes(data, name, len(pool), len(test), samples_per_class, least)
    pool = _shuffled(pool, split_seed, "samples", name)[:samples_per_class]
    if selection == "none":
        return pool, test, test
    chosen = _validation_positions(len(pool))
    return np.delete(pool, chosen), pool[chosen], test


def _shuffled(rows: Indices, split_seed: int, purpose: str, class_name: str) -> Indices:
    """A permutation of some rows of one class, whatever order they came in."""
    generator = np.random.default_rng(derive_seed(split_seed, "split", purpose, class_name))
    return generator.permutation(np.sort(rows))


def _share(count: int, divisor: int) -> int:
    """`count / divisor`, rounded (halves up), at least one of any."""
    return min(count, max(1, (2 * count + divisor) // (2 * divisor)))


def _validation_positions(count: int) -> Indices:
    """Positions 1, 14, 24, ... below `count`: `_share(count, 10)` of them from two images on."""
    later = np.arange(14, max(count, 14), 10)
    return np.concatenate([np.arange(1, min(count, 2)), later]).astype(np.int64)


def _check_sizes(
    data: LabeledImages,
    class_name: str,
    pool: int,
    test: int,
    samples_per_class: int | None,
    least: int,
) -> None:
    where = f"Class {class_name!r} of {data.name}"
    parts = "training and one for validation" if least == 2 else "training"
    # Of one class alone, nothing is tested.
    if (test < 1 and len(data.class_names) > 1) or pool < least:
        raise UserError(
            f"{where} is too small to split: {test} test and {pool} other images, but at least "
            f"one for test, one for {parts} are needed."
        )
    if samples_per_class is None:
        return
    if samples_per_class < least:
        raise UserError(
            f"samples_per_class must be at least {least} (one image for {parts}), "
            f"got {samples_per_class}."
        )
    if samples_per_class > pool:
        raise UserError(
            f"{where} has {pool} images outside the test set, fewer than the "
            f"{samples_per_class} samples_per_class that were asked for."
        )
