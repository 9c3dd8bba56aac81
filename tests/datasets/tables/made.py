"""Small tables as texts."""

import numpy as np
import pandas as pd

from datasets.tables.cells import Texts
from datasets.tables.options import TableRequest
from datasets.tables.reading import tidied
from datasets.tables.table import table_dataset


def column(values, name="x"):
    """The texts of one column; None is no value."""
    return Texts.of(name, pd.Series(values, dtype="str"))


def dataset(columns, test=None, **options):
    """The data set of columns of texts, with a target `class` where none is given."""
    columns = dict(columns)
    if "target" not in options and "class" not in columns:
        rows = len(next(iter(columns.values())))
        columns["class"] = [("a", "b")[row // 3 % 2] for row in range(rows)]
    return table_dataset(
        _table(columns),
        TableRequest(**options),
        name="made",
        title="Made",
        test=None if test is None else _table(test),
    )


def _table(columns):
    return tidied(pd.DataFrame({name: pd.Series(v, dtype="str") for name, v in columns.items()}))


def remarks(data):
    return " ".join(data.inspection.remarks)


def titanic(rows=60, seed=0):
    """A table in the style of the Titanic's, as the text of a CSV."""
    rng = np.random.default_rng(seed)
    lines = ["PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Ticket,Fare,Cabin,Embarked"]
    for row in range(1, rows + 1):
        age = "" if row % 5 == 0 else f"{rng.integers(1, 160) / 2:g}"
        cabin = f"C{row}" if row % 4 == 0 else ""
        survived, brothers = rng.integers(0, 2), 0 if row % 2 else rng.integers(0, 9)
        lines.append(
            f'{row},{survived},{rng.integers(1, 4)},"Doe, Mr. {row} ""Jo""",'
            f"{('male', 'female')[rng.integers(0, 2)]},{age},{brothers},A/5 {row // 2},"
            f"{rng.integers(40_000, 900_000) / 10_000:g},{cabin},{'SCQ'[rng.integers(0, 3)]}"
        )
    return "\n".join(lines) + "\n"
