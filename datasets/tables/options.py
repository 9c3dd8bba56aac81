"""What can be said about a table beside where it is."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.checks import check_range
from foundation.errors import UserError


@dataclass(frozen=True, kw_only=True)
class TableOptions:
    """Which columns of a table are what."""

    target: str | None = None
    """Of a table: the column whose classes are to be told; None: guessed from names such as class,
    label, target, species, survived or income."""
    group: str | None = None
    """Of a table: a column; rows with the same value in it stay on one side of the split, and
    nothing learns from it."""
    test: str | None = None
    """Of a table: a file with the test rows, with the same columns."""
    ignore: tuple[str, ...] = ()
    """Of a table: columns to leave out."""
    target_bins: int | None = None
    """Of a table whose target is a number: so many classes, by quantiles of the rows outside the
    test set. Range: 2 to 20."""
    schema: str | None = None
    """Of a table: a TOML file that overrules what was found of columns; --dry-run prints one to
    start from."""

    belongs_to: ClassVar[str] = "a table"

    def __post_init__(self) -> None:
        check_range(self, "target_bins", 2, 20)
        if self.target is not None and self.target in (self.group, *self.ignore):
            raise UserError(
                f"target: expected a column that is neither --group nor --ignore, found "
                f"{self.target!r}."
            )


@dataclass(frozen=True, kw_only=True)
class TableRequest(TableOptions):
    """All that the loading of a table depends on."""

    split_seed: int = 0
    """Seed of the test rows, where a numeric target is binned by the others."""
