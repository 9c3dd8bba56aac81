"""What the columns of a table are: all that is needed to store a row and to write it back."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from foundation.errors import UserError

NUMBER_TYPES = ("number", "integer", "date")
"""Types whose stored value is a number: as it is, and of dates the days since 1970-01-01."""
CODED_TYPES = ("yes/no", "category")
"""Types whose stored value is the code of a text."""
COLUMN_TYPES = (*NUMBER_TYPES[:2], *CODED_TYPES, NUMBER_TYPES[2])

_DAY = 1.0
DATE_FORMATS: dict[str, float] = {
    "%Y-%m-%d": _DAY,
    "%Y/%m/%d": _DAY,
    "%d.%m.%Y": _DAY,
    "%m/%d/%Y": _DAY,
    "%d/%m/%Y": _DAY,
    "%d-%m-%Y": _DAY,
    "%Y-%m-%d %H:%M:%S": _DAY / 86_400,
    "%Y-%m-%dT%H:%M:%S": _DAY / 86_400,
    "%Y-%m-%dT%H:%M:%SZ": _DAY / 86_400,
    "%Y-%m-%d %H:%M": _DAY / 1440,
    "%d.%m.%Y %H:%M": _DAY / 1440,
}
"""How dates may be written, in the order in which they are tried -> their resolution in days."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that takes part.

    Attributes:
        name: As the file has it.
        type: One of `COLUMN_TYPES`.
        missing: Share of rows without a value, 0..1.
        missing_text: What the file has in the place of a missing value.
        categories: Texts of the codes 0..k-1 of a coded column; of yes/no the no comes first.
        is_presence: Whether it says yes/no to "is there a value"; a gap is the no.
        decimals: Places after the point of a number; None: as many as float64 holds.
        fixed_decimals: Whether every number is written with all of them, as 5.10 is.
        decimal_comma: Whether numbers are written with a comma in the place of the point.
        date_format: How dates are written, as for `strftime`.
        low: Least value of the file; 0 where values are coded.
        high: Greatest value of the file.
        special: Values so frequent that each is a category of its own beside the number.
        mean: Of all values that are not special.
        spread: Their standard deviation, > 0. It and the mean are of the whole file: they scale
            distances (`TableKind.compared`) and reach no network.
    """

    name: str
    type: str
    missing: float = 0.0
    missing_text: str = ""
    categories: tuple[str, ...] = ()
    is_presence: bool = False
    decimals: int | None = 0
    fixed_decimals: bool = False
    decimal_comma: bool = False
    date_format: str = ""
    low: float = 0.0
    high: float = 0.0
    special: tuple[float, ...] = ()
    mean: float = 0.0
    spread: float = 1.0

    @property
    def is_number(self) -> bool:
        """Whether its stored values are numbers and not codes."""
        return self.type in NUMBER_TYPES

    @property
    def has_gaps(self) -> bool:
        """Whether a stored value may be NaN."""
        return self.missing > 0

    @property
    def step(self) -> float:
        """What its values are whole multiples of; 0: of nothing."""
        if self.type == "date":
            return DATE_FORMATS.get(self.date_format, _DAY / 86_400)
        return 0.0 if self.decimals is None else 10.0**-self.decimals


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A column of the file that takes no part."""

    name: str
    why: str
    """A few words."""
    type: str = ""
    """What it was found to be: id, free text, constant or empty; empty: not looked at."""
    constant: str | None = None
    """The one text that all rows have: it is written back."""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The columns of a table.

    Attributes:
        columns: Those that take part, as the stored form has them.
        target: Name of the column that is to be told from them.
        classes: Its texts, each a class.
        left_out: The other columns.
        order: Names of all columns as the file has them, the target's among them.
        delimiter: What stands between two values of a line.
    """

    columns: tuple[Column, ...]
    target: str
    classes: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    order: tuple[str, ...] = ()
    delimiter: str = ","

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Name of a column -> its index in the stored form."""
        return {column.name: index for index, column in enumerate(self.columns)}

    def to_json(self) -> dict[str, Any]:
        """As JSON types; what a column has by default is not said."""
        return {
            "columns": [_said(column) for column in self.columns],
            "target": self.target,
            "classes": list(self.classes),
            "left_out": [_said(column) for column in self.left_out],
            "order": list(self.order),
            "delimiter": self.delimiter,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Schema":
        """What `to_json` has said.

        Raises:
            UserError: It has not.
        """
        try:
            return cls(
                columns=tuple(Column(**_tuples(entry)) for entry in data["columns"]),
                target=data["target"],
                classes=tuple(data["classes"]),
                left_out=tuple(LeftOut(**entry) for entry in data["left_out"]),
                order=tuple(data["order"]),
                delimiter=data["delimiter"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise UserError(f"schema: expected one that was saved here, found {error}.") from None


def _said(entry: Any) -> dict[str, Any]:
    fields = dataclasses.fields(entry)
    values = {field.name: (getattr(entry, field.name), field.default) for field in fields}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, (value, usual) in values.items()
        if value != usual
    }


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
