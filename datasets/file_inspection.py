"""Look over the files of a data set: what is wrong with them, class by class."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from datasets.dataset import Dataset
from datasets.duplicates import repeated_rows
from datasets.inspection import ClassInspection, Inspection, PassedOver
from foundation.errors import UserError

NONE_USABLE = "no usable {}"
_NAMED_FILES = 3


@dataclass(frozen=True, kw_only=True)
class FileOutcome:
    """What became of one file."""

    file: str
    """Fit for print."""
    class_name: str
    split: str | None
    reason: str
    """Why it is not usable; empty where it is."""
    extent: float = 0.0
    """How large the example is, to tell the smallest and the largest."""
    size: str = ""
    """The same in words."""
    form: str = ""
    """What else is told of it, such as its colours."""

    @property
    def passed_over(self) -> PassedOver:
        return PassedOver(file=self.file, reason=self.reason)


def left_out_classes(
    outcomes: Sequence[FileOutcome], min_images: int | None, nouns: tuple[str, str]
) -> dict[str, str]:
    """The classes that a study does without, with the reason.

    Args:
        outcomes: Of all files.
        min_images: The option; None leaves out nothing but classes without any example.
        nouns: What one example and several are called.
    """
    usable = Counter(outcome.class_name for outcome in outcomes if not outcome.reason)
    tested = Counter(o.class_name for o in outcomes if not o.reason and o.split == "test")
    left_out = {}
    for name in sorted({outcome.class_name for outcome in outcomes}):
        least = max(min_images or 1, 3 if min_images else 1)
        if not usable[name]:
            left_out[name] = NONE_USABLE.format(nouns[0])
        elif usable[name] < least:
            left_out[name] = f"{usable[name]} usable, fewer than {least}"
        elif min_images and tested and not 0 < tested[name] <= usable[name] - 2:
            left_out[name] = f"{tested[name]} of {usable[name]} {nouns[1]} are for test"
    return left_out


def inspect_files(
    data: Dataset,
    outcomes: Sequence[FileOutcome],
    passed_over: Sequence[PassedOver],
    left_out: Mapping[str, str],
    *,
    strict: bool,
) -> Dataset:
    """The data with its `inspection`.

    Args:
        data: The examples that are used.
        outcomes: Of all files, in the order of the examples.
        passed_over: What was sorted out before.
        left_out: Classes that are not used, with the reason.
        strict: Whether equal examples under two classes are an error.

    Raises:
        UserError: With `strict`, equal examples stand under two classes.
    """
    used = [o for o in outcomes if not o.reason and o.class_name not in left_out]
    shared = _shared_between_classes(data)
    remarks = _split_remarks(data)
    if len(shared):
        remarks.append(_describe_shared(data, shared, [outcome.file for outcome in used]))
    if len(shared) and strict:
        raise UserError(f"{data.title}: --strict: {remarks[-1]}")
    repeated = _count(data, repeated_rows(_groups_within_classes(data)))
    also_elsewhere = _count(data, shared)
    by_class: dict[str, list[FileOutcome]] = {}
    for outcome in outcomes:
        by_class.setdefault(outcome.class_name, []).append(outcome)
    classes = []
    for name, found in sorted(by_class.items()):
        problems = _problems_of_files(found)
        if name in left_out:
            problems.append(f"left out: {left_out[name]}")
        if repeated.get(name):
            copies = repeated[name]
            problems.append(f"{copies} exact duplicate{'s' if copies > 1 else ''}")
        if also_elsewhere.get(name):
            problems.append(f"{also_elsewhere[name]} equal to one of another class")
        classes.append(_inspect_class(name, found, problems, name in left_out))
    unused = [
        dataclasses.replace(outcome, reason=outcome.reason or "its class is left out").passed_over
        for outcome in outcomes
        if outcome.reason or outcome.class_name in left_out
    ]
    inspection = Inspection(
        classes=tuple(classes), passed_over=(*unused, *passed_over), remarks=tuple(remarks)
    )
    return dataclasses.replace(data, inspection=inspection)


def _inspect_class(
    name: str, found: Sequence[FileOutcome], problems: Sequence[str], left_out: bool
) -> ClassInspection:
    usable = [outcome for outcome in found if not outcome.reason]
    return ClassInspection(
        class_name=name,
        found=len(found),
        usable=len(usable),
        sizes=_sizes(usable),
        modes=", ".join(
            f"{form} {count}" for form, count in Counter(o.form for o in usable).most_common()
        ),
        problems=tuple(problems),
        left_out=left_out,
    )


def _sizes(usable: Sequence[FileOutcome]) -> str:
    """The smallest and the largest example."""
    if not usable:
        return ""
    ordered = sorted((outcome.extent, outcome.size) for outcome in usable)
    least, most = ordered[0][1], ordered[-1][1]
    return least if least == most else f"{least} to {most}"


def _problems_of_files(found: Sequence[FileOutcome]) -> list[str]:
    kinds = PassedOver.kinds([outcome.passed_over for outcome in found if outcome.reason])
    return [f"{count} {kind}" for kind, count in kinds]


def _groups_within_classes(data: Dataset) -> np.ndarray:
    """A number for each example, equal where class and values are."""
    return data.equal_groups * len(data.class_names) + data.labels


def _shared_between_classes(data: Dataset) -> np.ndarray:
    """The rows whose values stand under another class too."""
    pairs = np.unique(np.stack([data.equal_groups, data.labels]), axis=1)
    groups, classes = np.unique(pairs[0], return_counts=True)
    return np.flatnonzero(np.isin(data.equal_groups, groups[classes > 1]))


def _describe_shared(data: Dataset, shared: np.ndarray, files: Sequence[str]) -> str:
    groups = data.equal_groups[shared]
    named = []
    for group in np.unique(groups)[:_NAMED_FILES]:
        rows = shared[groups == group]
        _, first = np.unique(data.labels[rows], return_index=True)
        named.append(" = ".join(files[row] for row in rows[first]))
    count = len(np.unique(groups))
    more = "" if count <= _NAMED_FILES else f" and {count - _NAMED_FILES} more"
    one, several = data.kind.nouns
    stand = f"1 {one} stands" if count == 1 else f"{count} {several} stand"
    return f"{stand} under two classes or more: {'; '.join(named)}{more}."


def _count(data: Dataset, rows: np.ndarray) -> dict[str, int]:
    counts = np.bincount(data.labels[rows], minlength=len(data.class_names))
    return dict(zip(data.class_names, counts.tolist(), strict=True))


def _split_remarks(data: Dataset) -> list[str]:
    drawn = f"test and validation {data.kind.nouns[1]} are drawn by the seed"
    each = f"of each class's training {data.kind.nouns[1]}"
    given = data.test_mask is not None, data.validation_mask is not None
    return {
        (False, False): [f"No split was given: {drawn}."],
        (False, True): [f"No test split was given: a fifth {each}."],
        (True, False): [f"No validation split was given: a tenth {each}."],
        (True, True): [],
    }[given]
