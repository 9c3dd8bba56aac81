"""What the texts of one column are: numbers, dates, or texts and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.tables.schema import DATE_FORMATS

# 0123 is no number: a postal code would come back without its zero.
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
# So many digits any float64 has.
_DIGITS = 15
# The square of a larger number, as for a standard deviation, may be none.
_LARGEST = 1e100
_EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one column.

    Attributes:
        name: Of the column.
        codes: int64 `[n]`: the index of each row's text, -1 where it has none.
        unique: The u different texts, in the order in which they first appear.
        missing_text: What the file has in the place of a missing one.
    """

    name: str
    codes: npt.NDArray[np.int64]
    unique: tuple[str, ...]
    missing_text: str = ""

    @classmethod
    def of(cls, name: str, values: "pd.Series[str]", missing_text: str = "") -> "Texts":
        """Of texts with NA for those that are missing."""
        codes, unique = pd.factorize(values)
        return cls(
            name,
            codes.astype(np.int64),
            tuple(np.asarray(unique, dtype=object).tolist()),
            missing_text,
        )

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """int64 `[u]`: rows with each text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.unique))

    @property
    def gaps(self) -> int:
        """Rows without a text."""
        return int((self.codes < 0).sum())

    @property
    def missing(self) -> float:
        """Their share, 0..1."""
        return self.gaps / max(1, len(self.codes))

    @cached_property
    def numbers(self) -> "Numbers | None":
        """The different texts as numbers; None: they are none."""
        return read_numbers(self.unique)

    def spread(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """float64 `[n]`: each row's value, of values `[u]` of the different texts; NaN for none."""
        return np.append(values, np.nan)[self.codes]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Texts read as numbers.

    Attributes:
        values: float64 `[u]`, finite.
        decimals: Most places after the point; None: more digits than float64 holds.
        fixed: Whether all have as many places.
        comma: Whether a comma stands in the place of the point.
    """

    values: npt.NDArray[np.float64]
    decimals: int | None
    fixed: bool
    comma: bool


def read_numbers(texts: Sequence[str]) -> Numbers | None:
    """Texts as numbers; None where one is none, is huge, or begins with a zero that counts.

    Args:
        texts: Different ones.
    """
    comma = any("," in text for text in texts)
    if comma and any("." in text for text in texts):
        return None
    plain = [text.replace(",", ".") for text in texts] if comma else list(texts)
    if not plain or not all(map(_NUMBER.fullmatch, plain)):
        return None
    values = np.array(plain, dtype=np.float64)
    if not (np.abs(values) <= _LARGEST).all():
        return None
    places = _decimals(plain)
    most = int(places.max())
    fits = len(str(int(np.abs(values).max()))) + most <= _DIGITS
    scientific = "e" in "".join(plain).lower()
    return Numbers(
        values=values,
        decimals=most if fits else None,
        fixed=fits and not scientific and int(places.min()) == most > 0,
        comma=comma,
    )


def _decimals(texts: list[str]) -> npt.NDArray[np.int64]:
    """Places after the point of each number."""
    plain = np.array(texts)
    mantissas = np.char.partition(np.char.lower(plain), "e")
    points = np.char.find(mantissas[:, 0], ".")
    places = np.where(points < 0, 0, np.char.str_len(mantissas[:, 0]) - points - 1)
    exponents = np.where(mantissas[:, 2] == "", "0", mantissas[:, 2]).astype(np.int64)
    return np.maximum(places - exponents, 0)


@dataclass(frozen=True, eq=False)
class Dates:
    """Texts read as dates."""

    days: npt.NDArray[np.float64]
    """float64 `[u]`: since 1970-01-01."""
    format: str


def read_dates(texts: Sequence[str], formats: Sequence[str] = tuple(DATE_FORMATS)) -> Dates | None:
    """Texts as dates of the first format that they all have; None where there is no such format.

    Args:
        texts: Different ones.
        formats: Those to try.
    """
    if not texts or not all(any(map(str.isdigit, text)) for text in texts[:20]):
        return None
    values = pd.Series(list(texts), dtype="str")
    for format_ in formats:
        # A look at some first: most columns of texts are no dates in any format.
        if pd.to_datetime(values[:20], format=format_, errors="coerce").isna().any():
            continue
        dates = pd.to_datetime(values, format=format_, errors="coerce")
        if not dates.isna().any():
            seconds = (dates - _EPOCH) / pd.Timedelta(seconds=1)
            # Whole seconds divided once: a day is then the nearest float64 to it.
            return Dates(np.asarray(seconds, np.float64).round() / 86_400, format_)
    return None
