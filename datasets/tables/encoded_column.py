"""One column of a table as networks see it, fitted on training rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from datasets.kinds import Span
from datasets.tables.scales import SCALES, Scale, StandardScale
from datasets.tables.schema import Column

Floats = npt.NDArray[np.float64]

_SECONDS = 86_400


class EncodedColumn(Protocol):
    """The part of an encoding that is about one column."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Of its values, in order."""

    @property
    def features(self) -> tuple[str, ...]:
        """What its values are called."""

    @property
    def error(self) -> float:
        """Largest distance of a stored training value to what comes back."""

    def encode(self, values: Floats, into: np.ndarray) -> None:
        """Write stored values `[n]` into float32 `[n, width]`, which is 0."""

    def decode(self, drawn: np.ndarray) -> Floats:
        """Stored values `[n]` of float `[n, width]`."""

    def said(self) -> tuple[dict[str, Any], tuple[float, ...]]:
        """What it was fitted to, as JSON types and numbers."""


@dataclass(frozen=True)
class EncodedCategory:
    """Codes as one softmax span, the most frequent one first, a gap last.

    Attributes:
        column: Of the schema.
        codes: Those that training rows have.
        has_gap: Whether training rows have gaps.
    """

    column: Column
    codes: tuple[int, ...]
    has_gap: bool

    @classmethod
    def fit(cls, column: Column, values: Floats, scale: type[Scale]) -> "EncodedCategory":
        present = values[~np.isnan(values)].astype(np.int64)
        counts = np.bincount(present, minlength=len(column.categories))
        order = np.argsort(-counts, kind="stable")
        codes = tuple(int(code) for code in order if counts[code])
        return cls(column, codes, len(present) < len(values) or not codes)

    @property
    def spans(self) -> tuple[Span, ...]:
        return (Span(len(self.codes) + self.has_gap, "softmax"),)

    @property
    def features(self) -> tuple[str, ...]:
        names = [f"{self.column.name}={self.column.categories[code]}" for code in self.codes]
        return (*names, *_gap_name(self.column, self.has_gap))

    @property
    def error(self) -> float:
        return 0.0

    def encode(self, values: Floats, into: np.ndarray) -> None:
        for place, code in enumerate(self.codes):
            into[:, place] = values == code
        if self.has_gap:
            into[:, -1] = np.isnan(values)

    def decode(self, drawn: np.ndarray) -> Floats:
        stored = np.array([*self.codes, *([np.nan] if self.has_gap else [])], np.float64)
        return stored[drawn.argmax(axis=1)]

    def said(self) -> tuple[dict[str, Any], tuple[float, ...]]:
        return {"codes": list(self.codes), "has_gap": self.has_gap}, ()

    @classmethod
    def restored(
        cls, column: Column, said: Mapping[str, Any], numbers: Floats, scale: type[Scale]
    ) -> "EncodedCategory":
        return cls(column, tuple(map(int, said["codes"])), bool(said["has_gap"]))


@dataclass(frozen=True)
class EncodedNumber:
    """A number, and where it has several states, a softmax span of these.

    States are "an ordinary number", or each part that the scale has of these, each special value
    and "a gap", as far as training rows have them; where they have but one there is no span. The
    number is 0 where there is no ordinary one.

    Attributes:
        column: Of the schema.
        scale: Fitted on the ordinary numbers.
        low: Least ordinary number of the training rows.
        high: Greatest one.
        has_number: Whether there are any.
        special: Special values that training rows have.
        has_gap: Whether training rows have gaps.
    """

    column: Column
    scale: Scale
    low: float
    high: float
    has_number: bool
    special: tuple[float, ...]
    has_gap: bool

    @classmethod
    def fit(cls, column: Column, values: Floats, scale: type[Scale]) -> "EncodedNumber":
        present = values[~np.isnan(values)]
        special = tuple(value for value in column.special if value in present)
        ordinary = present[~np.isin(present, special)]
        has_gap = len(present) < len(values)
        if not len(ordinary):
            nothing = StandardScale(column.mean, 1.0, 0.0)
            empty = cls(column, nothing, column.mean, column.mean, False, special, has_gap)
            # Of no rows at all something has to be drawn.
            return replace(empty, has_gap=has_gap or not special)
        low, high = float(ordinary.min()), float(ordinary.max())
        return cls(column, scale.fit(ordinary), low, high, True, special, has_gap)

    @property
    def _parts(self) -> int:
        """States of ordinary numbers, the first ones."""
        return self.scale.parts if self.has_number else 0

    @property
    def _states(self) -> int:
        return self._parts + len(self.special) + self.has_gap

    @property
    def spans(self) -> tuple[Span, ...]:
        number = Span(1, "linear")
        return (number, Span(self._states, "softmax")) if self._states > 1 else (number,)

    @property
    def features(self) -> tuple[str, ...]:
        name = self.column.name
        if self._states < 2:
            return (name,)
        numbers = [f"{name}: mode {part + 1}" for part in range(self._parts)]
        numbers = [f"{name}: number"] if self._parts == 1 else numbers
        special = [f"{name}={value:g}" for value in self.special]
        return (name, *numbers, *special, *_gap_name(self.column, self.has_gap))

    @property
    def error(self) -> float:
        """0 where rounding mends it."""
        error, step = self.scale.error, self.column.step
        return 0.0 if error < step / 4 else error + step

    def encode(self, values: Floats, into: np.ndarray) -> None:
        is_special = [values == value for value in self.special]
        gaps = np.isnan(values)
        other = np.logical_or.reduce([gaps, *is_special])
        filled = np.where(other, self.low, values)
        is_number = ~other & self.has_number
        into[:, 0] = np.where(is_number, self.scale.encode(filled), 0.0)
        if self._states < 2:
            return
        part = self.scale.part_of(filled)
        of_numbers = [~other & (part == place) for place in range(self._parts)]
        states = [*of_numbers, *is_special]
        for place, state in enumerate([*states, *([gaps] if self.has_gap else [])], start=1):
            into[:, place] = state

    def decode(self, drawn: np.ndarray) -> Floats:
        instead = [*self.special, *([np.nan] if self.has_gap else [])]
        if self._states < 2 and not self.has_number:
            return np.full(len(drawn), instead[0])
        state = drawn[:, 1:].argmax(axis=1) if self._states > 1 else np.zeros(len(drawn), np.int64)
        part = np.minimum(state, self.scale.parts - 1)
        numbers = self._rounded(self.scale.decode(drawn[:, 0].astype(np.float64), part))
        beyond = np.maximum(state - self._parts, -1)
        return np.where(beyond < 0, numbers, np.array([*instead, np.nan])[beyond])

    def _rounded(self, values: Floats) -> Floats:
        values = np.clip(values, self.low, self.high)
        if self.column.type == "date":
            unit = round(self.column.step * _SECONDS)
            values = np.round(values * _SECONDS / unit) * unit / _SECONDS
        elif self.column.decimals is not None:
            values = np.round(values, self.column.decimals)
        return np.clip(values, self.low, self.high) + 0.0  # and no -0

    def said(self) -> tuple[dict[str, Any], tuple[float, ...]]:
        facts = {
            "scale": next(name for name, kind in SCALES.items() if isinstance(self.scale, kind)),
            "special": list(self.special),
            "has_number": self.has_number,
            "has_gap": self.has_gap,
        }
        return facts, (self.low, self.high, *self.scale.numbers)

    @classmethod
    def restored(
        cls, column: Column, said: Mapping[str, Any], numbers: Floats, scale: type[Scale]
    ) -> "EncodedNumber":
        low, high, *of_scale = numbers.tolist()
        return cls(
            column=column,
            scale=SCALES[said["scale"]].of(of_scale),
            low=low,
            high=high,
            has_number=bool(said["has_number"]),
            special=tuple(map(float, said["special"])),
            has_gap=bool(said["has_gap"]),
        )


def _gap_name(column: Column, has_gap: bool) -> tuple[str, ...]:
    return (f"{column.name}: missing",) if has_gap else ()


def encoder_of(column: Column) -> type[EncodedNumber] | type[EncodedCategory]:
    """What makes the part of an encoding that is about a column."""
    return EncodedNumber if column.is_number else EncodedCategory
