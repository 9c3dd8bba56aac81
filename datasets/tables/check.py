"""What the check of a table says: of each column, of each class, of the whole."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datasets.dataset import Dataset
from datasets.inspection import CheckTable, ClassInspection, Inspection
from datasets.tables.cells import Texts
from datasets.tables.finding import Found
from datasets.tables.schema import Column, LeftOut, Schema
from datasets.tables.schema_file import schema_text
from datasets.tables.stored import column_texts
from foundation.rows import counted

HEADINGS = ("Column", "Type", "Missing", "Distinct", "Range", "What is done")
AS_IT_IS = "taken as it is"
# A split takes a row each for test, training and validation.
_LEAST_ROWS = 3
_LONGEST_TEXT = 24


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """A row of the table of columns."""

    name: str
    type: str
    gaps: int
    distinct: int
    range: str
    done: str

    @classmethod
    def of(cls, found: Found, texts: Texts) -> "ColumnFacts":
        """Of a column, whether it takes part or not."""
        return cls(
            name=texts.name,
            type=found.type or "-",
            gaps=texts.gaps,
            distinct=len(texts.unique),
            range=_range(found, texts),
            done=_left_out(found) if isinstance(found, LeftOut) else _done(found, texts),
        )

    def cells(self) -> tuple[str, ...]:
        """As the table has it."""
        gaps = f"{self.gaps:,}" if self.gaps else ""
        return (self.name, self.type, gaps, f"{self.distinct:,}", self.range, self.done)


def _range(found: Found, texts: Texts) -> str:
    if isinstance(found, Column) and found.is_number:
        low, high = column_texts(found, np.array([found.low, found.high]))
        return f"{low} to {high}"
    shown = [_short(text) for text in texts.unique[:3]]
    return ", ".join([*shown, *(["..."] if len(texts.unique) > 3 else [])])


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[: _LONGEST_TEXT - 3]}..."


def _left_out(found: LeftOut) -> str:
    back = "; written back" if found.constant is not None else ""
    return f"left out: {found.why}{back}"


def _done(found: Column, texts: Texts) -> str:
    """What is done with a column that takes part, and why."""
    if found.is_presence:
        share = f"{100 * texts.missing:.0f} %"
        return f"whether there is a value: {share} have none"
    parts = []
    if found.special:
        values = ", ".join(column_texts(found, np.array(found.special)))
        noun = "categories" if len(found.special) > 1 else "a category"
        parts.append(f"{values} is {noun} of its own: in 30 % of the rows or more")
    if texts.gaps:
        parts.append("a gap is a category of its own")
    if found.type == "date":
        parts.append(f"days, written as {found.date_format}")
    if found.decimal_comma:
        parts.append("a decimal comma")
    if found.type == "category" and all(text.lstrip("+-").isdigit() for text in texts.unique):
        parts.append("few whole numbers: names, not amounts")
    return "; ".join(parts) or AS_IT_IS


def inspect_table(
    data: Dataset,
    schema: Schema,
    facts: Sequence[ColumnFacts],
    remarks: Sequence[str],
    *,
    repeated: int,
) -> Dataset:
    """The data with its check.

    Args:
        data: The rows that are used.
        schema: Of their columns.
        facts: Of all columns but the target.
        remarks: Sentences on what was done before.
        repeated: Rows that an earlier one of the file equals in all columns.
    """
    columns = CheckTable(
        title="The columns",
        file="check/columns.csv",
        headings=HEADINGS,
        rows=tuple(each.cells() for each in facts),
        first=tuple(place for place, each in enumerate(facts) if each.done != AS_IT_IS),
    )
    counts = np.bincount(data.labels, minlength=len(data.class_names))
    inspection = Inspection(
        classes=tuple(
            ClassInspection(
                class_name=name, found=int(count), usable=int(count), sizes="", modes="",
                problems=_problems(int(count)),
            )
            for name, count in zip(data.class_names, counts)
        ),
        passed_over=(),
        remarks=(*remarks, *_repeated(repeated), *_copies(data)),
        tables=(columns,),
        starter=schema_text(schema),
        starter_option="--schema FILE.toml",
        small_classes="--classes leaves such classes out.",
    )  # fmt: skip
    return dataclasses.replace(data, inspection=inspection)


def _problems(count: int) -> tuple[str, ...]:
    return ("too few rows to split; --classes leaves it out",) if count < _LEAST_ROWS else ()


def _repeated(repeated: int) -> list[str]:
    if not repeated:
        return []
    rows = counted(repeated, "row")
    return [f"Equal to an earlier row of the file in every column, and kept: {rows}."]


def _copies(data: Dataset) -> list[str]:
    """How many rows are alike in what is learned from: a classifier can have seen a test row."""
    groups = data.equal_groups
    repeated = len(groups) - len(np.unique(groups))
    if not repeated:
        return []
    share = 100 * repeated / len(groups)
    return [
        f"{counted(repeated, 'row')} ({share:.0f} %) equal an earlier one in all columns that take "
        "part: with few columns rows are alike by chance, so none is taken out."
    ]
