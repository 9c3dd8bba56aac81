"""Between the texts of a table and its stored form, by its schema."""

import datetime
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from datasets.tables.cells import Texts, read_dates
from datasets.tables.schema import Column
from foundation.errors import UserError

_EPOCH = datetime.datetime(1970, 1, 1)
# Dates that a calendar has: years 1 to 9999.
_LEAST_DAY, _MOST_DAY = -719_162.0, 2_932_896.0


def stored_column(column: Column, texts: Texts) -> npt.NDArray[np.float64]:
    """A column in its stored form, float64 `[n]`.

    Raises:
        UserError: A text is none of the column's type.
    """
    if column.is_presence:
        return (texts.codes >= 0).astype(np.float64)
    return texts.spread(_values(column, texts))


def _values(column: Column, texts: Texts) -> npt.NDArray[np.float64]:
    """float64 `[u]`: the stored value of each different text."""
    if not column.is_number:
        codes = {text: float(code) for code, text in enumerate(column.categories)}
        return np.array([codes.get(text, np.nan) for text in texts.unique], np.float64)
    if not texts.unique:
        return np.empty(0)
    if column.type == "date":
        dates = read_dates(texts.unique, (column.date_format,))
        values = None if dates is None else dates.days
    else:
        numbers = texts.numbers
        values = None if numbers is None else numbers.values
    if values is None:
        raise UserError(
            f"{column.name}: expected values of the type {column.type}, found others, such as "
            f"{texts.unique[0]!r}."
        )
    return values


def column_texts(column: Column, values: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """The texts that a file has for stored values `[n]`."""
    gaps = np.isnan(values)
    if column.is_presence:
        gaps = gaps | (values == 0)
    texts = np.full(len(values), column.missing_text, dtype=object)
    unique, places = np.unique(values[~gaps], return_inverse=True)
    write = _WRITERS[column.type]
    texts[~gaps] = np.array([write(column, float(value)) for value in unique], object)[places]
    return texts


def _code_text(column: Column, value: float) -> str:
    return column.categories[int(value)]


def _date_text(column: Column, value: float) -> str:
    day = min(max(value, _LEAST_DAY), _MOST_DAY)
    moment = _EPOCH + datetime.timedelta(seconds=round(day * 86_400))
    return moment.strftime(column.date_format)


def _number_text(column: Column, value: float) -> str:
    if column.decimals is None:
        text = repr(value)
        text = text[:-2] if text.endswith(".0") else text
    else:
        text = f"{value:.{column.decimals}f}"
        if column.decimals and not column.fixed_decimals:
            text = text.rstrip("0").rstrip(".")
        text = text.removeprefix("-") if not float(text) else text
    return text.replace(".", ",") if column.decimal_comma else text


_WRITERS: dict[str, Callable[[Column, float], str]] = {
    "number": _number_text,
    "integer": _number_text,
    "date": _date_text,
    "yes/no": _code_text,
    "category": _code_text,
}
