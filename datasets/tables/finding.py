"""What each column of a table is, told from its texts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from datasets.tables.cells import Dates, Numbers, Texts, read_dates, read_numbers
from datasets.tables.schema import Column, LeftOut

SPECIAL_SHARE = 0.3
"""A value in so many of the rows becomes a category of its own beside the number."""
EMPTY_SHARE = 0.5
"""A text column with so many gaps says most by whether a text is there."""
PRESENCE = ("no", "yes")

# Few whole numbers, each in many rows, are names of something: passenger classes, not amounts.
_FEW_NUMBERS, _ROWS_OF_EACH = 5, 5
# A text that stands in fewer rows on average says more of its row than of its class.
_ROWS_OF_A_CATEGORY, _FEW_CATEGORIES, MOST_CATEGORIES = 4, 5, 1000
# From so many rows on it is no accident that whole numbers count them.
_LEAST_RUNNING = 10
_ID_NAME = re.compile(r"(?i:(^|[_\W])(id|uuid|guid|rownames?|index))$|[a-z](Id|ID)$")
_YES_NO = (("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("0", "1"))

Found = Column | LeftOut


def find_column(texts: Texts) -> Found:
    """What a column is, or why it takes no part.

    Args:
        texts: Of all its rows.
    """
    for find in _ORDER:
        found = find(texts)
        if found is not None:
            return found
    return _loose_text(texts)


def _without_values(texts: Texts) -> Found | None:
    if not texts.unique:
        return LeftOut(name=texts.name, type="empty", why="no row has a value")
    if len(texts.unique) > 1:
        return None
    value = texts.unique[0]
    if not texts.gaps:
        return LeftOut(
            name=texts.name, type="constant", why="all rows have one value", constant=value
        )
    return presence(texts, (PRESENCE[0], value))


def yes_no(texts: Texts) -> Column | None:
    """A column of two words that mean no and yes; None: it has others."""
    pair = {text.lower(): text for text in texts.unique}
    for words in _YES_NO:
        if len(texts.unique) == 2 and set(pair) == set(words):
            return _column(texts, "yes/no", categories=tuple(pair[word] for word in words))
    return None


def _number(texts: Texts) -> Found | None:
    numbers = texts.numbers
    if numbers is None:
        return None
    if why := _why_an_id(texts, numbers):
        return LeftOut(name=texts.name, type="id", why=why)
    few = _FEW_NUMBERS if numbers.decimals == 0 else 2
    if len(texts.unique) <= few and texts.counts.sum() >= _ROWS_OF_EACH * len(texts.unique):
        return category(texts)
    return number(texts, numbers)


def _why_an_id(texts: Texts, numbers: Numbers) -> str:
    """That a column of whole numbers tells rows apart and says nothing else; empty: it does not."""
    rows = len(texts.codes)
    # 7 and 7.0 are one value.
    different = len(np.unique(numbers.values))
    if numbers.decimals != 0 or texts.gaps or different < rows or rows < _LEAST_RUNNING:
        return ""
    if numbers.values.max() - numbers.values.min() == rows - 1:
        return "a running number"
    return "another number in each row, and its name" if _ID_NAME.search(texts.name) else ""


def number(texts: Texts, numbers: Numbers) -> Column:
    """A column of numbers."""
    return _with_facts(
        _column(
            texts,
            "integer" if numbers.decimals == 0 else "number",
            decimals=numbers.decimals,
            fixed_decimals=numbers.fixed,
            decimal_comma=numbers.comma,
        ),
        texts.spread(numbers.values),
    )


def _date(texts: Texts) -> Found | None:
    dates = read_dates(texts.unique)
    return None if dates is None else date(texts, dates)


def date(texts: Texts, dates: Dates) -> Column:
    """A column of dates."""
    column = _column(texts, "date", date_format=dates.format)
    return _with_facts(column, texts.spread(dates.days))


def _category(texts: Texts) -> Found | None:
    present, different = int(texts.counts.sum()), len(texts.unique)
    few = different <= _FEW_CATEGORIES and different < present
    often = different <= MOST_CATEGORIES and present >= _ROWS_OF_A_CATEGORY * different
    return category(texts) if few or often else None


def category(texts: Texts) -> Column:
    """A column of texts that are names."""
    return _column(texts, "category", categories=in_order(texts.unique))


def in_order(texts: Sequence[str]) -> tuple[str, ...]:
    """Different texts by the alphabet; numbers by size."""
    numbers = read_numbers(texts)
    if numbers is None:
        return tuple(sorted(texts))
    return tuple(texts[place] for place in np.lexsort((np.array(texts), numbers.values)))


def _mostly_empty(texts: Texts) -> Found | None:
    return presence(texts) if texts.missing >= EMPTY_SHARE else None


def presence(texts: Texts, categories: tuple[str, str] = PRESENCE) -> Column:
    """A column that says whether a value is there; it has no gaps of its own."""
    column = _column(texts, "yes/no", categories=categories, is_presence=True)
    return replace(column, missing=0.0, missing_text=texts.missing_text)


def _loose_text(texts: Texts) -> LeftOut:
    different, present = len(texts.unique), int(texts.counts.sum())
    if different == present and not any(" " in text for text in texts.unique):
        return LeftOut(name=texts.name, type="id", why="another text in each row")
    why = f"{different:,} different texts in {present:,} rows"
    return LeftOut(name=texts.name, type="free text", why=why)


# What is tried first wins.
_ORDER: tuple[Callable[[Texts], Found | None], ...] = (
    *(_without_values, yes_no, _number, _date, _category, _mostly_empty),
)


def _column(texts: Texts, type_: str, **facts: object) -> Column:
    has_gaps = texts.gaps > 0
    return Column(
        name=texts.name,
        type=type_,
        missing=round(texts.missing, 6) or (1e-6 if has_gaps else 0.0),
        missing_text=texts.missing_text if has_gaps else "",
        **facts,  # type: ignore[arg-type]
    )


def _with_facts(column: Column, values: npt.NDArray[np.float64]) -> Column:
    """The column with what `values`, float64 `[n]` with NaN for gaps, say of it."""
    present = values[~np.isnan(values)]
    special = frequent_values(present, len(values))
    return with_scale(
        replace(column, low=float(present.min()), high=float(present.max()), special=special),
        present,
    )


def frequent_values(present: npt.NDArray[np.float64], rows: int) -> tuple[float, ...]:
    """Values that so many of the rows have that each is a category of its own."""
    values, counts = np.unique(present, return_counts=True)
    return tuple(map(float, values[counts >= SPECIAL_SHARE * rows]))


def with_scale(column: Column, present: npt.NDArray[np.float64]) -> Column:
    """The column with mean and spread of the values that are not special.

    Args:
        column: Of numbers.
        present: float64, without gaps.
    """
    ordinary = present[~np.isin(present, column.special)]
    if not len(ordinary):
        return replace(column, mean=0.0, spread=1.0)
    return replace(column, mean=float(ordinary.mean()), spread=float(ordinary.std()) or 1.0)
