"""The column that is to be told from the others, and its classes."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from datasets.grouping import hold_out
from datasets.tables.cells import Texts
from datasets.tables.finding import in_order
from datasets.tables.options import TableRequest
from foundation.errors import UserError
from foundation.rows import counted, listed

USUAL_NAMES = (
    *("target", "class", "label", "species", "survived", "income", "diagnosis", "outcome"),
    *("churn", "y"),
)
"""Names that a target usually has, the surest first."""
# Whole numbers of more than so many are amounts and no classes.
_MOST_NUMBERS = 20
_TEST_SHARE = 5
# How many columns an error lists.
_LISTED = 30


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """The labels of a table's rows.

    Attributes:
        labels: int64 `[n]` in 0..k-1.
        class_names: k texts.
        test_mask: bool `[n]`: rows that had to be held out before there were classes; None: none.
        remarks: Sentences.
    """

    labels: npt.NDArray[np.int64]
    class_names: tuple[str, ...]
    test_mask: npt.NDArray[np.bool_] | None = None
    remarks: tuple[str, ...] = ()


def choose_target(names: Sequence[str], asked: str | None, title: str) -> str:
    """The name of the target's column.

    Args:
        names: Of all columns that it may be.
        asked: By the user; None: it is guessed by its name.
        title: Of the table.

    Raises:
        UserError: There is no such column, or none to guess.
    """
    if asked is not None:
        return existing_column(names, asked, "--target", title)
    for usual in USUAL_NAMES:
        found = [name for name in names if name.casefold() == usual]
        if found:
            return found[0]
    raise UserError(
        "--target: expected the name of the column that is to be told from the others, found none; "
        f"{title} has {_listed(names)}."
    )


def existing_column(names: Sequence[str], asked: str, option: str, title: str) -> str:
    """The name of a column that an option names.

    Raises:
        UserError: There is none.
    """
    if asked in names:
        return asked
    close = difflib.get_close_matches(asked, names, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise UserError(
        f"{option}: expected a column of {title}, found {asked!r}; it has {_listed(names)}.{hint}"
    )


def _listed(names: Sequence[str]) -> str:
    shown = [repr(name) for name in names[:_LISTED]]
    more = [f"{len(names) - _LISTED:,} more"] if len(names) > _LISTED else []
    return listed(shown + more) if names else "no column"


def read_target(
    texts: Texts,
    options: TableRequest,
    test_mask: npt.NDArray[np.bool_] | None,
    groups: npt.NDArray[np.int64] | None,
) -> Target:
    """The classes of a target and each row's.

    Args:
        texts: Of the target, without gaps.
        options: `target_bins`, `split_seed`.
        test_mask: bool `[n]`: the given test rows; None: none are given.
        groups: int64 `[n]`: equal where rows stay together; None: each is alone.

    Raises:
        UserError: It is a number that is not to be binned, or the other way round; or its texts are
            of one row each.
    """
    numbers = texts.numbers
    if options.target_bins is not None:
        if numbers is None:
            raise UserError(
                f"--target-bins: expected a target that is a number, found {texts.name!r} with "
                f"texts such as {texts.unique[0]!r}."
            )
        return _binned(texts.spread(numbers.values), options, test_mask, groups)
    if numbers is not None and (numbers.decimals != 0 or len(texts.unique) > _MOST_NUMBERS):
        raise UserError(
            f"--target: expected a column of classes, found {texts.name!r} with "
            f"{len(texts.unique):,} different numbers; --target-bins 3 makes three classes of them."
        )
    if len(texts.unique) > max(2, len(texts.codes) // 2):
        raise UserError(
            f"--target: expected classes with several rows each, found {texts.name!r} with "
            f"{len(texts.unique):,} different texts in {counted(len(texts.codes), 'row')}."
        )
    names = in_order(texts.unique)
    place = {name: code for code, name in enumerate(names)}
    codes = np.array([place[text] for text in texts.unique], np.int64)
    return Target(labels=codes[texts.codes], class_names=names)


def _binned(
    values: npt.NDArray[np.float64],
    options: TableRequest,
    test_mask: npt.NDArray[np.bool_] | None,
    groups: npt.NDArray[np.int64] | None,
) -> Target:
    """Classes by quantiles of the rows outside the test set.

    The edges make the classes by which a split is stratified, so the test rows are held out first.
    """
    held = test_mask
    if held is None:
        alike = np.zeros(len(values), np.int64)
        held = hold_out(alike, groups, _TEST_SHARE, options.split_seed, "test of bins")
    assert options.target_bins is not None  # the caller has looked
    wanted = options.target_bins
    outside = values[~held]
    edges = np.unique(np.quantile(outside, np.arange(1, wanted) / wanted, method="lower"))
    edges = edges[edges < outside.max()]
    names = bin_names(edges)
    remarks = [
        f"The target was cut into {counted(len(names), 'class', 'classes')} by quantiles of "
        f"{len(outside):,} rows outside the test set: {'; '.join(names)}."
    ]
    return Target(
        labels=np.searchsorted(edges, values, side="left").astype(np.int64),
        class_names=names,
        test_mask=held,
        remarks=tuple(remarks),
    )


def bin_names(edges: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """What classes between edges are called; an edge belongs to the class below it."""
    if not len(edges):
        return ("all values",)
    texts = [f"{edge:.12g}" for edge in edges]
    between = [f"above {low} to {high}" for low, high in zip(texts, texts[1:])]
    return (f"up to {texts[0]}", *between, f"above {texts[-1]}")
