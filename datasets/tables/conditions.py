"""Conditions on rows, as `--where` takes them: Sex=female, Age>60, Joined<=2024-06-30."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from datasets.tables.cells import read_dates, read_numbers
from datasets.tables.schema import DATE_FORMATS, Column, Schema
from foundation.errors import UserError, unknown_name

Values = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Stored numbers are whole multiples of a step, but for the last bits.
_SLACK = 1e-6
# Of two that begin alike the longer one first.
_OPERATORS: dict[str, Callable[[Values, float, float], Mask]] = {
    "!=": lambda values, wanted, slack: np.abs(values - wanted) > slack,
    "<=": lambda values, wanted, slack: values <= wanted + slack,
    ">=": lambda values, wanted, slack: values >= wanted - slack,
    "=": lambda values, wanted, slack: np.abs(values - wanted) <= slack,
    "<": lambda values, wanted, slack: values < wanted - slack,
    ">": lambda values, wanted, slack: values > wanted + slack,
}
_OF_TEXTS = ("=", "!=")


@dataclass(frozen=True)
class Condition:
    """One condition on one column; a row without a value there meets none but `Column=`.

    Args:
        place: Of the column in the stored form.
        operator: A key of the operators: = != < <= > >=.
        wanted: The stored value to compare with; NaN: a gap, which `=` and `!=` ask for.
        slack: What counts as equal.
    """

    place: int
    operator: str
    wanted: float
    slack: float

    def met(self, rows: Values) -> Mask:
        """bool `[n]`: which of some stored rows `[n, columns]` meet it."""
        values = rows[:, self.place]
        gaps = np.isnan(values)
        if np.isnan(self.wanted):
            return gaps if self.operator == "=" else ~gaps
        return ~gaps & _OPERATORS[self.operator](values, self.wanted, self.slack)


def read_conditions(schema: Schema, texts: Sequence[str]) -> tuple[Condition, ...]:
    """Conditions as they are typed.

    Args:
        schema: Of the rows.
        texts: Each a column, an operator and a value, such as `Age>60`; blanks around them do not
            count. Nothing after `=` or `!=` is a gap.

    Raises:
        UserError: Another form, an unknown column, or a value or operator that is not for its type.
    """
    return tuple(_read(schema, text) for text in texts)


def _read(schema: Schema, text: str) -> Condition:
    column, operator, value = _parts(schema, text)
    if operator not in _OF_TEXTS and (not value or not column.is_number):
        where = f"for a column of the type {column.type}" if value else "where no value is given"
        raise UserError(f"--where {text}: expected = or != {where}, found {operator}.")
    wanted = _wanted(column, value, text)
    return Condition(schema.places[column.name], operator, wanted, _SLACK * column.step)


def _parts(schema: Schema, text: str) -> tuple[Column, str, str]:
    """Column, operator and value; a name may hold what looks like an operator."""
    stripped = text.strip()
    for name in sorted(schema.places, key=len, reverse=True):
        rest = stripped.removeprefix(name).lstrip()
        operator = next((each for each in _OPERATORS if rest.startswith(each)), None)
        if stripped.startswith(name) and operator is not None:
            column = schema.columns[schema.places[name]]
            return column, operator, rest.removeprefix(operator).strip()
    ends = [end for each in _OPERATORS if (end := stripped.find(each)) > 0]
    if not ends:
        raise UserError(
            f"--where: expected a column, one of {' '.join(_OPERATORS)} and a value, such as "
            f"Age>60, found {text!r}."
        )
    raise unknown_name("column", stripped[: min(ends)].strip(), schema.places, option="--where")


def _wanted(column: Column, value: str, text: str) -> float:
    """The stored value of a text; NaN of none."""
    if column.is_presence and not value:
        return 0.0
    if not value or (not column.is_presence and value == column.missing_text):
        return float("nan")
    if not column.is_number:
        if value not in column.categories:
            raise unknown_name("value", value, column.categories, option=f"--where {column.name}")
        return float(column.categories.index(value))
    if column.type == "date":
        # As the file writes them, else in any form that files have.
        dates = read_dates([value], (column.date_format, *DATE_FORMATS))
        found = None if dates is None else dates.days
    else:
        numbers = read_numbers([value])
        found = None if numbers is None else numbers.values
    if found is None:
        what = "a date" if column.type == "date" else "a number"
        raise UserError(f"--where {text}: expected {what}, found {value!r}.")
    return float(found[0])
