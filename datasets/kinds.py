"""Kinds of data: what an example is, and the form of it that networks see.

What travels between packages is always the stored form of examples. Networks see an encoding of
it. Kinds are a table whose rows name the module that does the work, imported when first used.
"""

import importlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from foundation.errors import UserError


@dataclass(frozen=True)
class Span:
    """Neighbouring values at the end of an encoded example that a generator ends with alike."""

    width: int
    """How many values of the last axis."""
    activation: str
    """`tanh`: numbers in [-1, 1]; `softmax`: probabilities of so many values; `linear`: any
    numbers, about as wide as a standard normal variable."""


class Encoding(Hashable, Protocol):
    """The form of examples that networks learn from, fitted on training examples only."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one encoded example."""

    @property
    def spans(self) -> Sequence[Span]:
        """The last axis, in order; the widths add up to its length."""

    def to_arrays(self) -> dict[str, np.ndarray]:
        """What was fitted, as arrays of plain types, for `Kind.encoding_of`; empty: nothing was."""

    def encode(self, stored: np.ndarray) -> npt.NDArray[np.float32]:
        """Stored examples `[n, *kind.shape]` as float32 `[n, *shape]`."""

    def decode(self, drawn: np.ndarray) -> np.ndarray:
        """What a generator draws, float32 `[n, *shape]`, as stored examples.

        Raises:
            ValueError: A value is not finite.
        """


class Kind(Protocol):
    """What the examples of a data set are."""

    @property
    def name(self) -> str:
        """Of the row in `KINDS`."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one stored example."""

    @property
    def dtype(self) -> str:
        """NumPy's name of the stored values' type."""

    @property
    def nouns(self) -> tuple[str, str]:
        """What one example and several are called."""

    @property
    def real_forms(self) -> str:
        """What a real example is and a synthetic one is not, such as `a photograph, a scan`."""

    @property
    def unreal(self) -> str:
        """The same as a clause on synthetic ones."""

    @property
    def form(self) -> str:
        """The stored form of one example in words, such as `28x28x1`."""

    @property
    def equal_is_copied(self) -> bool:
        """Whether two equal examples are one that was copied, which no split may have on two sides;
        else examples are equal by chance."""

    @property
    def identity(self) -> bytes:
        """What tells data of equal values apart, for their checksum; empty: nothing does."""

    def usual_splits(self, examples: int) -> int:
        """How many splits of so many examples tell what one alone does not; 1: one is enough."""

    def recorded(self) -> dict[str, Any]:
        """What run.json says of it, for `restored`; JSON types."""

    def check(self, examples: np.ndarray) -> None:
        """Refuse an array that is not of this kind.

        Raises:
            ValueError: Another type or shape; the text says which.
        """

    def fitted(
        self, examples: np.ndarray, image_size: int | None = None, rgb: bool = False
    ) -> "tuple[Kind, np.ndarray, str]":
        """Examples in the form that options of the command line ask for, such as a size.

        Returns:
            Their kind, the examples, and sentences on what was done to them.

        Raises:
            UserError: The kind has no such form.
        """

    def encoding(self, training: np.ndarray | None = None, name: str = "") -> Encoding:
        """The encoding for networks.

        Args:
            training: Stored examples of training alone, to fit it on; None: there is nothing to
                fit.
            name: Of one of several; empty: the kind's usual one.

        Raises:
            UserError: The kind has none of this name.
            ValueError: There is something to fit, and nothing to fit it on.
        """

    def encoding_of(self, arrays: Mapping[str, np.ndarray]) -> Encoding:
        """The encoding that `Encoding.to_arrays` has said.

        Raises:
            UserError: It has not.
        """

    def compared(self, examples: np.ndarray) -> npt.NDArray[np.floating]:
        """Stored examples as vectors `[n, d]` whose Euclidean distance tells how alike they are."""

    def pictured(self, examples: np.ndarray) -> npt.NDArray[np.uint8]:
        """Stored examples as pictures `[n, h, w, c]`, c = 1 or 3, to be looked at.

        Raises:
            ValueError: The kind has none.
        """

    def meeting(self, conditions: Sequence[str]) -> Callable[[np.ndarray], npt.NDArray[np.bool_]]:
        """Which of some stored examples meet all conditions, such as `Age>60`.

        Raises:
            UserError: It has no such condition.
        """

    def write(self, examples: np.ndarray, directory: Path, class_name: str = "") -> None:
        """Write examples as files that other tools read, into a directory made where missing.

        Args:
            examples: Stored ones.
            directory: Where to.
            class_name: What the files are to say of all of them, if they say a class.

        Raises:
            UserError: The place cannot be written.
        """


@dataclass(frozen=True)
class KindRow:
    """A kind of data in the table."""

    module: str
    """Has a class `Kind` of this protocol with a class method `restored(data)`, which takes what
    run.json says of the data."""
    about: str
    """One sentence: the stored form."""

    def load(self) -> Any:
        """The class."""
        return importlib.import_module(self.module).Kind


IMAGES, TABLES = frozenset({"images"}), frozenset({"table"})
SIGNALS = frozenset({"signal"})
"""Of what rows say that are made for one kind alone."""
PICTURES = IMAGES | SIGNALS
"""Kinds whose encoding is a picture, [h, w, c] in [-1, 1]."""

KINDS: dict[str, KindRow] = {
    "images": KindRow("datasets.images.kind", "Grey or RGB pixels of one size, 8 bits each."),
    "table": KindRow(
        "datasets.tables.kind", "Numbers, dates and codes of categories, 64 bits each."
    ),
    "signal": KindRow("datasets.signals.kind", "One channel of samples, 16 bits each."),
}


def restored_kind(data: Mapping[str, Any]) -> Kind:
    """The kind that run.json's words on the data tell of; of images where they do not say so."""
    kind: Kind = KINDS[data.get("kind", "images")].load().restored(data)
    return kind


def refuse_form_of_images(image_size: int | None, rgb: bool, several: str) -> None:
    """Refuse options of images for examples that have no size and no colours.

    Raises:
        UserError: One was given.
    """
    for option, found in (("--image-size", image_size), ("--rgb", "it" if rgb else None)):
        if found is not None:
            raise UserError(f"{option}: expected no option of images for {several}, found {found}.")


def no_conditions(
    conditions: Sequence[str], several: str
) -> Callable[[np.ndarray], npt.NDArray[np.bool_]]:
    """What meets no condition at all: every example, of a kind that has no columns.

    Raises:
        UserError: There is a condition.
    """
    if conditions:
        raise UserError(
            f"--where: expected none for {several}, which have no columns, found "
            f"{' '.join(conditions)}."
        )
    return lambda examples: np.ones(len(examples), np.bool_)


def describe(examples: Any) -> str:
    """Type and shape of an array, for messages."""
    return f"{examples.dtype} {list(examples.shape)}"
