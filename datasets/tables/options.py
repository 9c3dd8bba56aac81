"""What can be said about a table beside where it is."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.checks import check_range
from foundation.errors import UserError


@dataclass(frozen=True, kw_only=True)
class TableOptions:
    """Which columns of a table are what."""

    target: str | None = None
    """The column of the classes; None: guessed by its name."""
    group: str | None = None
    """A column; rows with the same value in it stay on one side of the split."""
    test: str | None = None
    """A file with the test rows; None: they are drawn."""
    ignore: tuple[str, ...] = ()
    """Columns to leave out."""
    target_bins: int | None = None
    """Classes that a target that is a number is cut into, 2 to 20; None: it is refused."""
    schema: str | None = None
    """A TOML file that overrules what was found of columns."""

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
