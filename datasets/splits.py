"""Train, validation and test images: stratified, seeded, the same for a class in any company.

Every class is drawn on its own, from the split seed and the name of the class alone:

1. The test images are the official ones where the data set has a test split, else a fifth of the
   class (without its official validation images). They are taken away first, whatever
   `samples_per_class` says.
2. Images whose pixels are those of a test image, of any class, are left out of the rest.
3. What is left is shuffled once. `samples_per_class` keeps the head of that order, so that fewer
   images are always a part of more; validation images count. A `subset_seed` takes the place of
   the split seed here, so that other images are taken and tested on the same ones.
4. Positions 1, 14, 24, 34, ... of the order are for validation: a tenth (rounded) of any length,
   and at least one. So training and validation images, too, of fewer are part of those of more.
   Where a class has official validation images, these are taken instead, and `samples_per_class`
   keeps their part of the whole.

Selection `"last"` holds no image out: all of step 3 are for training. They come in the order in
which the training images of `"validation"` do, those that it holds out last, so that the training
images of few, of which none is held out, are part of those of many, of which some are.

Selection `"none"` is the published protocol: no validation images (the list repeats the test
images), and a data set with a published pool first draws that pool, a fixed number of images per
class, from its official training split; a fifth of the pool is then the test set and the official
test images stay unused. `samples_per_class` again limits what is left after that.

A data set of one class has nothing to test: there, a test or validation image is no condition.

Where examples have groups, test and validation are drawn of whole groups, all classes together
(`datasets.grouping`), and then taken as given. Step 2 is left out where equal examples are equal by
chance, as rows of a table are.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from datasets.apportionment import apportion
from datasets.dataset import Dataset
from datasets.grouping import with_groups_apart
from foundation.errors import UserError, unknown_name
from foundation.seeds import derive_seed

Indices = npt.NDArray[np.int64]

SELECTIONS: dict[str, str] = {
    "validation": "real images held out for it; with fewer than 1,000 in all it becomes last",
    "last": "nothing: all images train, the last is tested",
    "none": (
        "the published protocol: the last is tested, the test images draw the curves, and MNIST is "
        "42,000 of its training images, split 80/20"
    ),
}
"""What chooses the checkpoint that is tested."""

# With fewer in all nothing is to be chosen on them: the standard error of an accuracy of 97 % on so
# many images is half a point, more than there lies between the late points of a curve. Of 100
# images it is 1.7: points tie, and one is chosen that is far from settled (docs/tuning.md).
LEAST_VALIDATION_IMAGES = 1000

# How many classes an error names.
_NAMED_CLASSES = 10


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows of `Dataset.images`, int64, ascending.

    Attributes:
        train: Images that generators and classifiers learn from.
        validation: Real images that choose a checkpoint; none for the selection `"last"`, equal to
            `test` for `"none"`.
        test: Real images that the result is measured on.
        left_out: Images that would be for training or validation, but have the pixels of a test
            image.
    """

    train: Indices
    validation: Indices
    test: Indices
    left_out: Indices = dataclasses.field(default_factory=lambda: np.empty(0, np.int64))


def draw_split(
    data: Dataset,
    *,
    split_seed: int,
    samples_per_class: int | None,
    selection: str,
    subset_seed: int | None = None,
) -> Split:
    """Split a data set as the head of this module describes.

    Args:
        data: The images.
        split_seed: Seed of the split, >= 0; the seed of a run plays no part.
        samples_per_class: Real images per class outside the test set, validation included;
            None for all.
        selection: `"validation"`, `"last"`, or `"none"` for the published protocol.
        subset_seed: Seed of the order from which `samples_per_class` takes the head; None: that
            order follows from the split seed.

    Raises:
        UserError: Where a class has too few images, or for an unknown selection.
    """
    if selection not in SELECTIONS:
        raise unknown_name("selection", selection, SELECTIONS, option="--selection")
    if subset_seed is not None and samples_per_class is None:
        raise UserError(
            "--subset-seed: expected --samples-per-class beside it, because all images are no "
            f"subset, found {subset_seed} alone."
        )
    data = with_groups_apart(data, split_seed)
    tests, pools, left_out = _pools(data, split_seed, selection)
    _check_samples(data, pools, samples_per_class, selection)
    order_seed = split_seed if subset_seed is None else derive_seed(split_seed, subset_seed)
    parts = [
        _split_pool(data, class_index, pool, order_seed, samples_per_class, selection)
        for class_index, pool in enumerate(pools)
    ]
    _check_sizes(data, tests, pools, parts, selection)
    train, validation = (np.sort(np.concatenate(column)) for column in zip(*parts, strict=True))
    test = np.sort(np.concatenate(tests))
    return Split(
        train=train,
        validation=test if selection == "none" else validation,
        test=test,
        left_out=np.sort(np.concatenate(left_out)),
    )


def validation_images(data: Dataset, *, split_seed: int, samples_per_class: int | None) -> int:
    """How many images the selection `"validation"` would hold out, of all classes together.

    Args:
        data, split_seed, samples_per_class: As for `draw_split`; no class is too small here.
    """
    data = with_groups_apart(data, split_seed)
    _, pools, _ = _pools(data, split_seed, "validation")
    return sum(
        len(_split_pool(data, index, pool, split_seed, samples_per_class, "validation")[1])
        for index, pool in enumerate(pools)
    )


def _pools(
    data: Dataset, split_seed: int, selection: str
) -> tuple[list[Indices], list[Indices], list[Indices]]:
    """Of each class the test rows, the others, and those left out as twins of a test image."""
    tests, others = _test_images_of_each_class(data, split_seed, selection)
    twins = [_are_copies_of(data, rows, np.concatenate(tests)) for rows in others]
    pools = [rows[~twin] for rows, twin in zip(others, twins, strict=True)]
    return tests, pools, [rows[twin] for rows, twin in zip(others, twins, strict=True)]


def least_images(selection: str) -> int:
    """Images that a class must have outside the test set: one for each of their purposes."""
    return 2 if selection == "validation" else 1


def _test_images_of_each_class(
    data: Dataset, split_seed: int, selection: str
) -> tuple[list[Indices], list[Indices]]:
    """The test rows of each class, and its rows for training and validation."""
    candidates = _candidates_of_each_class(data, split_seed, selection)
    given = data.test_mask is not None and _published_pool(data, selection) is None
    divide = _given_test if given else _drawn_test
    pairs = [
        divide(data, rows, split_seed, name) for rows, name in zip(candidates, data.class_names)
    ]
    return [test for test, _ in pairs], [rest for _, rest in pairs]


def _given_test(
    data: Dataset, rows: Indices, split_seed: int, class_name: str
) -> tuple[Indices, Indices]:
    assert data.test_mask is not None  # the caller has looked
    chosen = data.test_mask[rows]
    return rows[chosen], rows[~chosen]


def _drawn_test(
    data: Dataset, rows: Indices, split_seed: int, class_name: str
) -> tuple[Indices, Indices]:
    held = rows[:0]
    if data.validation_mask is not None:
        held, rows = rows[data.validation_mask[rows]], rows[~data.validation_mask[rows]]
    order = _shuffled(rows, split_seed, "test", class_name)
    # Of one class alone, a GAN needs the few images there are more than a test that is not made.
    nothing_to_test = len(data.class_names) == 1 and len(rows) < 3
    count = 0 if nothing_to_test else _share(len(rows), 5)
    return order[:count], np.concatenate([order[count:], held])


def _are_copies_of(data: Dataset, rows: Indices, test: Indices) -> npt.NDArray[np.bool_]:
    """Whether each of some rows is a copy of a test example, as the very picture of one is."""
    if not data.kind.equal_is_copied:
        return np.zeros(len(rows), np.bool_)
    return np.isin(data.equal_groups[rows], data.equal_groups[test])


def _candidates_of_each_class(data: Dataset, split_seed: int, selection: str) -> list[Indices]:
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


def _published_pool(data: Dataset, selection: str) -> int | None:
    """How many images the published protocol draws; None where this split draws no such pool."""
    return data.published_pool if selection == "none" else None


def _split_pool(
    data: Dataset,
    class_index: int,
    pool: Indices,
    split_seed: int,
    samples_per_class: int | None,
    selection: str,
) -> tuple[Indices, Indices]:
    """Train and validation rows of one class."""
    name = data.class_names[class_index]
    pool = _shuffled(pool, split_seed, "samples", name)
    if selection == "none":
        return pool[:samples_per_class], pool[:0]
    given = data.validation_mask
    are_given = data.groups is not None  # a tenth of each class would part groups
    are_given = are_given or (given is not None and bool(given[pool].any()))
    divide = _given_validation if are_given else _drawn_validation
    if selection == "last":
        everything = np.concatenate(divide(data, pool, None))
        return everything[:samples_per_class], pool[:0]
    return divide(data, pool, samples_per_class)


def _given_validation(
    data: Dataset, pool: Indices, samples_per_class: int | None
) -> tuple[Indices, Indices]:
    assert data.validation_mask is not None  # the caller has looked
    given = data.validation_mask[pool]
    return _heads(pool[~given], pool[given], samples_per_class)


def _drawn_validation(
    data: Dataset, pool: Indices, samples_per_class: int | None
) -> tuple[Indices, Indices]:
    pool = pool[:samples_per_class]
    chosen = _validation_positions(len(pool))
    return np.delete(pool, chosen), pool[chosen]


def _heads(
    train: Indices, validation: Indices, samples_per_class: int | None
) -> tuple[Indices, Indices]:
    """So many rows of both in all, in proportion; neither shrinks where there are to be more."""
    total = len(train) + len(validation)
    if not len(validation):
        return train[:samples_per_class], validation
    count = min(total, samples_per_class or total)
    held = (2 * count * len(validation) + total) // (2 * total)
    held = min(max(held, 1), max(count - 1, 1))
    return train[: count - held], validation[:held]


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
    data: Dataset,
    tests: list[Indices],
    pools: list[Indices],
    parts: list[tuple[Indices, Indices]],
    selection: str,
) -> None:
    """Raise where a class has no image for one of the purposes; name every such class."""
    several = len(data.class_names) > 1
    needs_validation = several and selection == "validation"
    small = [
        f"{name!r} ({len(test)} test and {len(pool)} other {data.kind.nouns[1]})"
        for name, test, pool, (train, validation) in zip(data.class_names, tests, pools, parts)
        if not len(train)
        or (several and not len(test))
        or (needs_validation and not len(validation))
    ]
    if not small:
        return
    purposes = "one for test, " if several else ""
    purposes += (
        "one for training and one for validation" if needs_validation else "one for training"
    )
    hint = f" {data.inspection.small_classes}" if data.inspection and several else ""
    more = f" and {len(small) - _NAMED_CLASSES} more" if len(small) > _NAMED_CLASSES else ""
    kind = "1 class is" if len(small) == 1 else f"{len(small)} classes are"
    raise UserError(
        f"{data.name}: {kind} too small to split, at least {purposes} are needed: "
        f"{', '.join(small[:_NAMED_CLASSES])}{more}.{hint}"
    )


def _check_samples(
    data: Dataset, pools: list[Indices], samples_per_class: int | None, selection: str
) -> None:
    if samples_per_class is None:
        return
    least = least_images(selection)
    if samples_per_class < least:
        parts = "training and one for validation" if least == 2 else "training"
        raise UserError(
            f"--samples-per-class: expected at least {least} (one {data.kind.nouns[0]} for "
            f"{parts}), found {samples_per_class}."
        )
    for name, pool in zip(data.class_names, pools, strict=True):
        if samples_per_class > len(pool):
            raise UserError(
                f"Class {name!r} of {data.name} has {len(pool)} {data.kind.nouns[1]} outside the "
                f"test set, fewer than the {samples_per_class} samples_per_class that were asked "
                "for."
            )
