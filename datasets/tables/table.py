"""From texts and what was asked for to a data set with its schema and its check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.dataset import Dataset
from datasets.tables.cells import Texts
from datasets.tables.check import ColumnFacts, inspect_table
from datasets.tables.joined import JoinedRows, Mask, join, with_groups, with_target
from datasets.tables.kind import TableKind
from datasets.tables.leaks import says_the_target
from datasets.tables.options import TableRequest
from datasets.tables.reading import TextTable
from datasets.tables.schema import Column, LeftOut, Schema
from datasets.tables.schema_file import (
    LEFT_OUT,
    Overrule,
    SchemaFile,
    overruled,
    read_schema_file,
)
from datasets.tables.stored import stored_column
from datasets.tables.target import Target, choose_target, existing_column, read_target
from foundation.errors import UserError
from foundation.rows import counted

USUAL = TableRequest()


def table_dataset(
    table: TextTable,
    options: TableRequest = USUAL,
    *,
    name: str,
    title: str,
    provenance: str = "A table, given by its path.",
    test: TextTable | None = None,
) -> Dataset:
    """The data set of a table.

    Args:
        table: Its rows as texts.
        options: Which columns are what.
        name: What paths and tables say.
        title: What titles say.
        provenance: One sentence: source and licence.
        test: The rows of `--test`; None: they are drawn from the table's own.

    Raises:
        UserError: A column that was asked for is not there, none is left to learn from, the target
            is none, or a value does not suit the schema that was asked for.
    """
    said = read_schema_file(options.schema)
    joined = join(table, test, title)
    roles = _roles(joined.names, options, said, title)
    joined = with_groups(with_target(joined, roles.target, title), options.group)
    target = read_target(joined.texts(roles.target), options, joined.is_test, joined.groups)
    found = list(_found_columns(joined, target, roles, said))
    schema = _schema(found, target, roles, joined, title)
    rows = np.stack([each.values for each in found if each.values is not None], axis=1)
    kept = _kept_rows(rows, target, joined.is_test)
    test_mask = target.test_mask if joined.is_test is None else joined.is_test
    data = Dataset(
        name=name,
        title=title,
        kind=TableKind(schema),
        examples=np.ascontiguousarray(rows[kept]),
        labels=target.labels[kept],
        class_names=target.class_names,
        test_mask=None if test_mask is None else test_mask[kept],
        groups=None if joined.groups is None else joined.groups[kept],
        provenance=provenance,
    )
    return inspect_table(
        data,
        schema,
        [each.facts for each in found],
        [roles.remark, *target.remarks, *joined.remarks, *_taken_out(kept)],
        repeated=int(joined.table.frame.duplicated().sum()),
    )


@dataclass(frozen=True, kw_only=True)
class _Roles:
    """Which columns are no columns to learn from."""

    target: str
    apart: Mapping[str, str]
    """Columns that the user keeps out, and why."""
    remark: str


def _roles(names: Sequence[str], options: TableRequest, said: SchemaFile, title: str) -> _Roles:
    apart = {
        existing_column(names, name, "--ignore", title): "by --ignore" for name in options.ignore
    }
    if options.group is not None:
        apart[existing_column(names, options.group, "--group", title)] = "the groups of --group"
    asked = options.target or said.target
    target = choose_target([name for name in names if name not in apart], asked, title)
    for name in said.columns:
        existing_column(names, name, "--schema", title)
        _refuse_apart(name, said.columns[name], {**apart, target: "the target"})
    guessed = "" if asked else ", by its name (--target COLUMN names another)"
    return _Roles(target=target, apart=apart, remark=f"The target is {target!r}{guessed}.")


def _refuse_apart(name: str, rule: Overrule, apart: Mapping[str, str]) -> None:
    """A column that is kept out has no type."""
    if name in apart and rule.type not in (None, LEFT_OUT):
        raise UserError(
            f"--schema: columns.{name}.type: expected a column to learn from, found one that is "
            f"not: {apart[name]}."
        )


@dataclass(frozen=True, eq=False)
class _FoundColumn:
    found: Column | LeftOut
    values: npt.NDArray[np.float64] | None
    """Stored, `[n]`; None where it is left out."""
    facts: ColumnFacts


def _found_columns(
    joined: JoinedRows, target: Target, roles: _Roles, said: SchemaFile
) -> Iterator[_FoundColumn]:
    """Every column but the target."""
    for name in joined.names:
        texts = joined.texts(name)
        if name in roles.apart:
            apart = LeftOut(name=name, why=roles.apart[name])
            yield _FoundColumn(apart, None, ColumnFacts.of(apart, texts))
        elif name != roles.target:
            yield _found_column(texts, target, said.columns.get(name))


def _found_column(texts: Texts, target: Target, rule: Overrule | None) -> _FoundColumn:
    found, values = overruled(texts, rule), None
    if isinstance(found, Column):
        values = stored_column(found, texts)
        leak = says_the_target(values, target.labels, len(target.class_names))
        if leak and (rule is None or rule.type is None):
            found, values = LeftOut(name=texts.name, type=found.type, why=leak), None
    return _FoundColumn(found, values, ColumnFacts.of(found, texts))


def _schema(
    found: Sequence[_FoundColumn], target: Target, roles: _Roles, joined: JoinedRows, title: str
) -> Schema:
    left_out = tuple(each.found for each in found if isinstance(each.found, LeftOut))
    columns = tuple(each.found for each in found if isinstance(each.found, Column))
    if not columns:
        first = "; ".join(f"{entry.name}: {entry.why}" for entry in left_out[:5])
        more = "; ..." if len(left_out) > 5 else ""
        what = f"all left out ({first}{more})" if left_out else "the target alone"
        raise UserError(f"{title}: expected a column to tell {roles.target!r} from, found {what}.")
    return Schema(
        columns=columns,
        target=roles.target,
        classes=target.class_names,
        left_out=left_out,
        order=tuple(joined.names),
        delimiter=joined.table.delimiter,
    )


def _kept_rows(rows: npt.NDArray[np.float64], target: Target, is_test: Mask | None) -> Mask:
    """Without training rows that stand in the given test file as well.

    Raises:
        UserError: A class stands in the test file alone.
    """
    if is_test is None:
        return np.ones(len(rows), np.bool_)
    seen = target.labels[~is_test]
    for label in np.setdiff1d(target.labels[is_test], seen):
        raise UserError(
            f"--test: expected classes of the training rows, found "
            f"{target.class_names[label]!r} in the test rows alone."
        )
    whole = pd.DataFrame(np.column_stack([rows, target.labels]))
    hashes = pd.util.hash_pandas_object(whole, index=False).to_numpy()
    return is_test | ~np.isin(hashes, hashes[is_test])


def _taken_out(kept: Mask) -> list[str]:
    count = int((~kept).sum())
    return (
        [f"Taken out of training, equal to a test row: {counted(count, 'row')}."] if count else []
    )
