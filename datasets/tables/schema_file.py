"""The TOML file that overrules what was found of a table's columns, and one to start from."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from datasets.tables import finding
from datasets.tables.cells import Texts, read_dates
from datasets.tables.schema import COLUMN_TYPES, DATE_FORMATS, Column, LeftOut, Schema
from foundation.errors import UserError, unknown_name

LEFT_OUT, IS_THERE = "left out", "is there"
FILE_TYPES = (*COLUMN_TYPES, IS_THERE, LEFT_OUT)
"""What a column of the file may be said to be."""
# A list of several lines; no text in it has an end of a line.
_LIST = re.compile(r"= \[\n((?:    .*\n)+)\]$", re.MULTILINE)
# So many columns a file to start from names; what it does not name stays as it was found.
_NAMED_COLUMNS = 200


@dataclass(frozen=True, kw_only=True)
class Overrule:
    """What the file says of one column."""

    type: str | None = None
    categories: tuple[str, ...] | None = None
    """Texts in the order of their codes."""
    date_format: str | None = None
    special: tuple[float, ...] | None = None
    """Numbers with a category of their own."""
    why: str | None = None
    """Of a column that is left out; nothing follows from it."""


@dataclass(frozen=True, kw_only=True)
class SchemaFile:
    """All that the file says."""

    target: str | None = None
    columns: Mapping[str, Overrule] = field(default_factory=dict)


def read_schema_file(path: str | None) -> SchemaFile:
    """Read a file of `--schema`; None: it says nothing.

    Raises:
        UserError: It cannot be read or says what it cannot say.
    """
    if path is None:
        return SchemaFile()
    try:
        table = tomllib.loads(Path(path).expanduser().read_text("utf-8"))
    except OSError as error:
        raise UserError(f"--schema {path}: cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"--schema {path}: expected TOML, found an error: {error}.") from None
    try:
        return _schema_file(table)
    except UserError as error:
        raise UserError(f"--schema {path}: {error}") from None


def _schema_file(table: Mapping[str, Any]) -> SchemaFile:
    for key in table:
        if key not in ("target", "columns"):
            raise unknown_name("key", key, ("target", "columns"))
    target, columns = table.get("target"), table.get("columns", {})
    if target is not None and not isinstance(target, str):
        raise UserError(f"target: expected the name of a column, found {target!r}.")
    if not isinstance(columns, dict) or not all(isinstance(c, dict) for c in columns.values()):
        raise UserError("columns: expected a table such as [columns.age] for each column.")
    return SchemaFile(
        target=target, columns={name: _overrule(name, said) for name, said in columns.items()}
    )


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("a list of texts")
    if len(set(value)) != len(value) or not value:
        raise TypeError("one text or more, each once")
    return tuple(value)


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(type(item) in (int, float) for item in value):
        raise TypeError("a list of numbers")
    return tuple(sorted(set(map(float, value))))


def _type(value: Any) -> str:
    if value not in FILE_TYPES:
        raise TypeError(f"one of {', '.join(FILE_TYPES)}")
    return str(value)


def _date_format(value: Any) -> str:
    if value not in DATE_FORMATS:
        raise TypeError(f"one of {', '.join(DATE_FORMATS)}")
    return str(value)


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "type": _type,
    "categories": _texts,
    "date_format": _date_format,
    "special": _numbers,
    "why": str,
}


def _overrule(name: str, said: Mapping[str, Any]) -> Overrule:
    values = {}
    for key, value in said.items():
        if key not in _FIELDS:
            raise UserError(f"{name}: {unknown_name('key', key, _FIELDS)}")
        try:
            values[key] = _FIELDS[key](value)
        except TypeError as error:
            raise UserError(f"{name}.{key}: expected {error}, found {value!r}.") from None
    return Overrule(**values)


def overruled(texts: Texts, rule: Overrule | None) -> finding.Found:
    """What a column is by the file, else by what its texts tell.

    Raises:
        UserError: Its texts are not of the type that the file says.
    """
    if rule is None:
        return finding.find_column(texts)
    found = finding.find_column(texts) if rule.type is None else _AS[rule.type](texts, rule)
    if isinstance(found, LeftOut):
        return found
    return _with_special(_with_categories(found, texts, rule), texts, rule)


def _with_categories(column: Column, texts: Texts, rule: Overrule) -> Column:
    if rule.categories is None:
        return column
    unknown = [text for text in texts.unique if text not in rule.categories]
    if column.is_number or (unknown and not column.is_presence):
        found = f"the text {unknown[0]!r}" if unknown else f"the type {column.type}"
        raise UserError(
            f"--schema: {column.name}.categories: expected all texts of a column of names, "
            f"found {found}."
        )
    return replace(column, categories=rule.categories)


def _with_special(column: Column, texts: Texts, rule: Overrule) -> Column:
    if rule.special is None:
        return column
    if column.type not in ("number", "integer"):
        raise UserError(
            f"--schema: {column.name}.special: expected a column of numbers, found the type "
            f"{column.type}."
        )
    numbers = texts.numbers
    assert numbers is not None  # or it would be no column of numbers
    values = texts.spread(numbers.values)
    special = tuple(value for value in rule.special if value in values)
    return finding.with_scale(replace(column, special=special), values[texts.codes >= 0])


def _left_out(texts: Texts, rule: Overrule) -> LeftOut:
    constant = texts.unique[0] if len(texts.unique) == 1 and not texts.gaps else None
    return LeftOut(name=texts.name, why=rule.why or "by --schema", constant=constant)


def _as_number(texts: Texts, rule: Overrule) -> Column:
    numbers = texts.numbers
    if numbers is None or (rule.type == "integer" and numbers.decimals != 0):
        raise _other_type(texts, rule)
    return replace(finding.number(texts, numbers), type=str(rule.type))


def _as_date(texts: Texts, rule: Overrule) -> Column:
    formats = tuple(DATE_FORMATS) if rule.date_format is None else (rule.date_format,)
    dates = read_dates(texts.unique, formats)
    if dates is None:
        raise _other_type(texts, rule)
    return finding.date(texts, dates)


def _as_category(texts: Texts, rule: Overrule) -> Column:
    if not 1 <= len(texts.unique) <= finding.MOST_CATEGORIES:
        raise _other_type(texts, rule)
    return finding.category(texts)


def _as_yes_no(texts: Texts, rule: Overrule) -> Column:
    if len(texts.unique) != 2:
        raise _other_type(texts, rule)
    return finding.yes_no(texts) or replace(finding.category(texts), type="yes/no")


def _as_presence(texts: Texts, rule: Overrule) -> Column:
    if not texts.unique:
        raise _other_type(texts, rule)
    no, yes = finding.PRESENCE
    return finding.presence(texts, (no, texts.unique[0] if len(texts.unique) == 1 else yes))


_AS: dict[str, Callable[[Texts, Overrule], Any]] = {
    "number": _as_number,
    "integer": _as_number,
    "yes/no": _as_yes_no,
    "category": _as_category,
    "date": _as_date,
    IS_THERE: _as_presence,
    LEFT_OUT: _left_out,
}


def _other_type(texts: Texts, rule: Overrule) -> UserError:
    found = f"such as {texts.unique[0]!r}" if texts.unique else "none"
    return UserError(
        f"--schema: {texts.name}: expected values of the type {rule.type}, found "
        f"{len(texts.unique):,} different ones, {found}."
    )


def schema_text(schema: Schema) -> str:
    """A file of `--schema` that says what was found."""
    left_out = {entry.name: entry for entry in schema.left_out}
    said: dict[str, Any] = {}
    for name in [name for name in schema.order if name != schema.target][:_NAMED_COLUMNS]:
        if name in schema.places:
            said[name] = _told(schema.columns[schema.places[name]])
        else:
            said[name] = {"type": LEFT_OUT, "why": left_out[name].why}
    text = tomli_w.dumps({"target": schema.target, "columns": said})
    return _LIST.sub(_in_a_line, text)


def _in_a_line(found: re.Match[str]) -> str:
    inside = found[1].strip().rstrip(",")
    return "= [" + inside.replace(",\n    ", ", ") + "]"


def _told(column: Column) -> dict[str, Any]:
    if column.is_presence:
        return {"type": IS_THERE}
    told: dict[str, Any] = {"type": column.type}
    if column.categories:
        told["categories"] = list(column.categories)
    if column.date_format:
        told["date_format"] = column.date_format
    if column.type in ("number", "integer"):
        told["special"] = list(column.special)
    return told
