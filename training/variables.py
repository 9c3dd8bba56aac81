"""All variables of a training under names, to be written down and put back together."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


class NamedVariables:
    """Variables by name.

    Args:
        **groups: Variables of Keras or TensorFlow; the second of a group called `model` has the
            name `model/1`.
    """

    def __init__(self, **groups: Sequence[Any]) -> None:
        self._variables = {
            f"{group}/{index}": variable
            for group, variables in groups.items()
            for index, variable in enumerate(variables)
        }

    def values(self) -> dict[str, np.ndarray]:
        """A copy of every value."""
        return {name: variable.numpy() for name, variable in self._variables.items()}

    def suit(self, values: Mapping[str, np.ndarray]) -> bool:
        """Whether there is a value of the right shape for every variable."""
        return all(
            name in values and _fits(tuple(variable.shape), values[name].shape)
            for name, variable in self._variables.items()
        )

    def assign(self, values: Mapping[str, np.ndarray]) -> None:
        """Give every variable its value; others are left alone."""
        for name, variable in self._variables.items():
            variable.assign(values[name])


def _fits(shape: tuple[int | None, ...], found: tuple[int, ...]) -> bool:
    """Whether the shapes are equal where the first one is fixed."""
    return len(shape) == len(found) and all(a in (None, b) for a, b in zip(shape, found))
