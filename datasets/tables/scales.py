"""Numbers of a column as networks see them: near 0, a few units wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from datasets.tables.modes import ModesScale

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Rounding of a float32 between 1/2 and 1, as a part of it.
_EPSILON = 2.0**-24
_MOST_QUANTILES = 1000


class Scale(Protocol):
    """A map of a column's numbers, fitted on those of training rows."""

    about: ClassVar[str]
    source: ClassVar[str]

    @classmethod
    def fit(cls, values: Floats) -> "Scale":
        """Of float64 `[m]`, m >= 1, finite."""

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Scale":
        """The one that has said `numbers`."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """All that it was fitted to."""

    @property
    def error(self) -> float:
        """How far a number of training may be from itself after a way there and back as float32."""

    @property
    def parts(self) -> int:
        """How many parts of the numbers have a map of their own."""

    def part_of(self, values: Floats) -> Integers:
        """In which part each number is, 0 to parts - 1."""

    def encode(self, values: Floats) -> Floats:
        """Numbers as networks see them; what lies outside of training ones lies outside."""

    def decode(self, encoded: Floats, part: Integers | None = None) -> Floats:
        """Numbers of a column, `part` saying in which part each is; None: all in the first."""


class _OnePart:
    """Of a scale that has one map for all numbers."""

    parts = 1

    def part_of(self, values: Floats) -> Integers:
        return np.zeros(len(values), np.int64)


@dataclass(frozen=True)
class StandardScale(_OnePart):
    """Numbers in standard deviations from their mean."""

    mean: float
    spread: float
    farthest: float
    """Largest distance from the mean in training."""

    about: ClassVar[str] = "numbers in standard deviations from the mean of the training rows."
    source: ClassVar[str] = "the usual z-score"

    @classmethod
    def fit(cls, values: Floats) -> "StandardScale":
        mean, spread = float(values.mean()), float(values.std())
        return cls(mean, spread if spread > 0 else 1.0, float(np.abs(values - mean).max()))

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "StandardScale":
        return cls(*map(float, numbers))

    @property
    def numbers(self) -> tuple[float, ...]:
        return (self.mean, self.spread, self.farthest)

    @property
    def error(self) -> float:
        return 2 * _EPSILON * self.farthest

    def encode(self, values: Floats) -> Floats:
        return (values - self.mean) / self.spread

    def decode(self, encoded: Floats, part: Integers | None = None) -> Floats:
        return encoded * self.spread + self.mean


@dataclass(frozen=True)
class QuantileScale(_OnePart):
    """Numbers by their quantiles in training as a standard normal variable has them.

    Between the quantiles that are kept, at most 1,000 and the two ends, the map is linear. A value
    that many rows have is encoded as the middle of its quantiles and decoded from all of them, so
    that normal numbers come back with the distribution of the training rows.

    Attributes:
        numbers: The normal quantiles, ascending, and then those of the values.
    """

    numbers: tuple[float, ...]

    about: ClassVar[str] = "numbers by the quantiles of the training rows to a normal distribution."
    source: ClassVar[str] = "normal scores at Hazen's plotting positions (Hazen 1914)"

    @classmethod
    def fit(cls, values: Floats) -> "QuantileScale":
        from scipy.special import ndtri

        count = len(values)
        inner = min(count, _MOST_QUANTILES)
        shares = (np.arange(inner) + 0.5) / inner
        if count > inner:
            shares = np.concatenate([[0.5 / count], shares, [1 - 0.5 / count]])
        quantiles = np.quantile(values, shares, method="hazen")
        return cls((*ndtri(shares).tolist(), *quantiles.tolist()))

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "QuantileScale":
        return cls(tuple(map(float, numbers)))

    @cached_property
    def _grid(self) -> tuple[Floats, Floats]:
        normal, values = np.array(self.numbers).reshape(2, -1)
        return normal, np.maximum.accumulate(values)

    @property
    def error(self) -> float:
        normal, values = self._grid
        if len(normal) < 2:
            return 0.0
        steepest = float((np.diff(values) / np.diff(normal)).max())
        return 2 * _EPSILON * (steepest * float(normal[-1]) + float(np.abs(values).max()))

    def encode(self, values: Floats) -> Floats:
        normal, own = self._grid
        up = np.interp(values, own, normal)
        down = -np.interp(-values, -own[::-1], -normal[::-1])
        return (up + down) / 2

    def decode(self, encoded: Floats, part: Integers | None = None) -> Floats:
        normal, own = self._grid
        return np.interp(encoded, normal, own)


SCALES: dict[str, type[Scale]] = {
    "standard": StandardScale,
    "quantile": QuantileScale,
    "modes": ModesScale,
}
