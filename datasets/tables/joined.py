"""The rows of a table and of its test file together, and which of them are used."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.tables.cells import Texts
from datasets.tables.reading import TextTable
from foundation.errors import UserError
from foundation.rows import counted

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class JoinedRows:
    """Rows of one table, or of two with the same columns.

    Attributes:
        table: The texts of them all.
        is_test: bool `[n]`: rows of the given test file; None: none was given.
        groups: int64 `[n]`: equal where rows are of one group; None: there are no groups.
        remarks: Sentences on what was done.
    """

    table: TextTable
    is_test: Mask | None = None
    groups: npt.NDArray[np.int64] | None = None
    remarks: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Of all columns."""
        return list(map(str, self.table.frame.columns))

    def texts(self, name: str) -> Texts:
        """Of one column."""
        missing_text = self.table.missing_texts.get(name, "")
        return Texts.of(name, self.table.frame[name], missing_text)

    def kept(self, rows: Mask, remark: str = "") -> "JoinedRows":
        """Some of the rows, and a remark on the others."""
        return dataclasses.replace(
            self,
            table=dataclasses.replace(self.table, frame=self.table.frame[rows]),
            is_test=None if self.is_test is None else self.is_test[rows],
            groups=None if self.groups is None else self.groups[rows],
            remarks=(*self.remarks, *([remark] if remark else [])),
        )


def join(table: TextTable, test: TextTable | None, title: str) -> JoinedRows:
    """The rows of a table, those of its test file after them.

    Raises:
        UserError: There are no rows, or the test file lacks a column.
    """
    _refuse_none(table, title)
    if test is None:
        return JoinedRows(table=table, remarks=table.remarks)
    columns = list(table.frame.columns)
    for name in columns:
        if name not in test.frame.columns:
            raise UserError(
                f"--test: expected the columns of {title}, the target among them, found none "
                f"called {name!r}."
            )
    _refuse_none(test, "--test")
    frame = pd.concat([table.frame, test.frame[columns]], ignore_index=True)
    missing_texts = {**test.missing_texts, **table.missing_texts}
    of_test = tuple(f"In the test file: {said[0].lower()}{said[1:]}" for said in test.remarks)
    return JoinedRows(
        table=dataclasses.replace(table, frame=frame, missing_texts=missing_texts),
        is_test=np.arange(len(frame)) >= len(table.frame),
        remarks=(*table.remarks, *of_test),
    )


def _refuse_none(table: TextTable, title: str) -> None:
    if not len(table.frame):
        raise UserError(f"{title}: expected rows below the names of the columns, found none.")


def with_target(joined: JoinedRows, target: str, title: str) -> JoinedRows:
    """The rows that have a target.

    Raises:
        UserError: None has.
    """
    has_one = joined.table.frame[target].notna().to_numpy(np.bool_)
    if has_one.all():
        return joined
    if not has_one.any():
        raise UserError(f"--target: expected values in {target!r} of {title}, found none.")
    without = counted(int((~has_one).sum()), "row")
    return joined.kept(has_one, f"Left out for want of a target: {without}.")


def with_groups(joined: JoinedRows, group: str | None) -> JoinedRows:
    """The rows with their groups, without training rows of a group that given test rows have, too.

    Args:
        joined: The rows.
        group: The column that names the groups; a row without a name is alone. None: no groups.
    """
    if group is None:
        return joined
    codes = joined.texts(group).codes
    alone = codes < 0
    groups = np.where(alone, codes.max() + np.cumsum(alone), codes).astype(np.int64)
    joined = dataclasses.replace(joined, groups=groups)
    if joined.is_test is None:
        return joined
    taken = ~joined.is_test & np.isin(groups, groups[joined.is_test])
    if not taken.any():
        return joined
    count = counted(int(taken.sum()), "row")
    return joined.kept(~taken, f"Taken out of training, of a group with test rows: {count}.")
