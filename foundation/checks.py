"""Checks of a config's fields: one sentence that names the field, the rule and what was found."""

import dataclasses
from typing import Any

from foundation.errors import UserError


def check_range(config: object, name: str, low: float, high: float = float("inf")) -> None:
    value = getattr(config, name)
    if value is not None and not low <= value <= high:
        bound = f"at least {low}" if high == float("inf") else f"from {low} to {high}"
        raise UserError(f"{name}: expected {bound}, found {value}.")


def check_pair(config: object, name: str, low: float, high: float) -> None:
    pair = getattr(config, name)
    if pair is not None and not low <= pair[0] <= pair[1] <= high:
        raise UserError(
            f"{name}: expected two numbers from {low} to {high}, the smaller one first, "
            f"found {pair[0]} {pair[1]}."
        )


def check_budget(kind: str, epochs: int | None, updates: int | None) -> None:
    if (epochs is None) == (updates is None):
        raise UserError(
            f"{kind}.epochs and {kind}.updates: expected exactly one of them to be a number, "
            f"found epochs={epochs} and updates={updates}; set the other one to None."
        )


def to_dict(config: Any) -> dict[str, Any]:
    """The config as plain JSON types, tuples as lists."""
    return plain(dataclasses.asdict(config))


def plain(value: Any) -> Any:
    """A value of a config as it comes back from JSON: tuples as lists."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (tuple, list)) else value


def grown(default: Any, *, before: Any) -> Any:
    """A field of a config that came after runs were made without it.

    Args:
        default: Its default now.
        before: The value that does what the code did before the field was there.
    """
    return dataclasses.field(default=default, metadata={"before": before})


def values_before(config: type) -> dict[str, Any]:
    """The fields of a config that came later, with the values that they stood for before."""
    fields = dataclasses.fields(config)
    return {f.name: plain(f.metadata["before"]) for f in fields if "before" in f.metadata}
