"""What the rows of all tables of `gan` have."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """What all rows have."""

    module: str
    """Dotted; imported when first used."""
    about: str
    """One sentence."""
    source: str
    """The publication."""
    kinds: frozenset[str] | None = None
    """Names of the kinds of data that it is made for (`datasets.kinds.KINDS`); None: all."""

    def found(self, function: str) -> Callable[..., Any]:
        """A function of the row's module."""
        return getattr(importlib.import_module(self.module), function)
